using Easel.Cuda.Driver;
using Easel.Cuda.Tests.Driver;
using Easel.Cuda.Translation;

namespace Easel.Cuda.Tests.Translation;

/// <summary>Translations that are kept from one start to the next.</summary>
public sealed class TranslationFolderTests
{
    [Fact]
    public void The_second_start_translates_nothing()
    {
        using TranslationRun run = new();
        IdleDriver first = new();
        IdleDriver second = new();

        TranslationCount before = run.Start(first);
        TranslationCount after = run.Start(second);

        Assert.Equal(["combine"], first.Translated);
        Assert.Empty(second.Translated);
        Assert.Equal([true], second.Loads);
        Assert.Equal((1, 0, 1), (before.Translated, before.Kept, before.Loaded));
        Assert.Equal((0, 1, 1), (after.Translated, after.Kept, after.Loaded));
        Assert.Equal(0, after.Seconds);
    }

    [Theory, InlineData("empty"), InlineData("cut"), InlineData("longer"), InlineData("changed"), InlineData("changed key"), InlineData("another's"), InlineData("nonsense"), InlineData("a folder")]
    public void What_is_damaged_is_translated_anew_and_kept_again(string damage)
    {
        using TranslationRun run = new();
        run.Start(new IdleDriver());
        string path = Assert.Single(run.Files);
        byte[] whole = File.ReadAllBytes(path);
        Damage(run, path, damage);
        IdleDriver second = new();
        IdleDriver third = new();

        run.Start(second);
        run.Start(third);

        Assert.Equal(["combine"], second.Translated);
        Assert.Equal([true], second.Loads);
        if (damage != "a folder")
        {
            Assert.Empty(third.Translated);
            Assert.Equal(whole, File.ReadAllBytes(path));
        }
    }

    [Theory, InlineData("version"), InlineData("build"), InlineData("capability")]
    public void What_another_driver_or_another_kind_of_card_translated_is_not_used(string change)
    {
        using TranslationRun run = new();
        run.Start(new IdleDriver());
        CardProperties card = new IdleDriver().Properties;
        IdleDriver other = change switch
        {
            "version" => new() { Version = 13000 },
            "build" => new() { Build = "of another day" },
            _ => new() { Properties = card with { Capability = (8, 9) } },
        };
        IdleDriver again = new();

        run.Start(other);
        run.Start(again);

        Assert.Equal(["combine"], other.Translated);
        Assert.Empty(again.Translated);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_no_error()
    {
        using TranslationRun run = new();
        Directory.CreateDirectory(run.Folder);
        string file = Path.Combine(run.Folder, "file");
        File.WriteAllText(file, "");
        using TranslationRun below = new() { Folder = Path.Combine(file, "kernels") };
        using TranslationRun nowhere = new() { Folder = "\0" };

        Assert.Equal(1, below.Start(new IdleDriver()).Translated);
        Assert.Equal(1, below.Start(new IdleDriver()).Translated);
        Assert.Equal(1, nowhere.Start(new IdleDriver()).Translated);
    }

    [Fact]
    public void What_was_not_used_for_longest_gives_way_and_what_was_left_unfinished_goes()
    {
        using TranslationRun run = new();
        Directory.CreateDirectory(run.Folder);
        string oldest = Fill(run, "oldest.kernel", TranslationFolder.MostBytes / 2, TimeSpan.FromDays(9));
        string older = Fill(run, "older.kernel", TranslationFolder.MostBytes / 2, TimeSpan.FromDays(8));
        string old = Fill(run, "old.kernel", TranslationFolder.MostBytes / 4, TimeSpan.FromDays(7));
        string abandoned = Fill(run, "abandoned.part", 10, TimeSpan.FromHours(3));
        string growing = Fill(run, "growing.part", 10, TimeSpan.FromMinutes(1));
        string foreign = Fill(run, "foreign.txt", 10, TimeSpan.FromDays(99));

        run.Start(new IdleDriver());

        string[] files = run.Files;
        Assert.DoesNotContain(oldest, files);
        Assert.DoesNotContain(abandoned, files);
        Assert.All(new[] { older, old, growing, foreign }, path => Assert.Contains(path, files));
        Assert.Contains(files, path => Path.GetFileName(path).StartsWith("combine-", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_used_becomes_young_again()
    {
        using TranslationRun run = new();
        run.Start(new IdleDriver());
        string path = Assert.Single(run.Files);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow - TimeSpan.FromDays(30));

        run.Start(new IdleDriver());

        Assert.InRange(DateTime.UtcNow - File.GetLastWriteTimeUtc(path), TimeSpan.FromMinutes(-1), TimeSpan.FromHours(1));
    }

    private static void Damage(TranslationRun run, string path, string damage)
    {
        byte[] whole = File.ReadAllBytes(path);
        switch (damage)
        {
            case "empty":
                File.WriteAllBytes(path, []);
                break;
            case "cut":
                File.WriteAllBytes(path, whole[..^1]);
                break;
            case "longer":
                File.WriteAllBytes(path, [.. whole, 0]);
                break;
            case "changed":
                whole[^100] ^= 1;
                File.WriteAllBytes(path, whole);
                break;
            case "changed key":
                whole[8] ^= 1;
                File.WriteAllBytes(path, whole);
                break;
            case "another's":
                using (KernelLibrary library = run.Open(new IdleDriver()))
                {
                    library.Find("elementwise", "guide");
                }

                File.Move(run.Files.Single(file => file != path), path, overwrite: true);
                break;
            case "nonsense":
                File.WriteAllText(path, string.Join(' ', Enumerable.Repeat("nonsense", 100)));
                break;
            default:
                File.Delete(path);
                Directory.CreateDirectory(Path.Combine(path, "within"));
                break;
        }
    }

    private static string Fill(TranslationRun run, string name, long bytes, TimeSpan age)
    {
        string path = Path.Combine(run.Folder, name);
        using (FileStream file = File.Create(path))
        {
            file.SetLength(bytes);
        }

        File.SetLastWriteTimeUtc(path, DateTime.UtcNow - age);
        return path;
    }
}
