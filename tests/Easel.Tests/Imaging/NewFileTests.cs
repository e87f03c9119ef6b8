using Easel.Imaging;

namespace Easel.Tests.Imaging;

public sealed class NewFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public void A_new_file_has_its_bytes_and_no_other_file_is_left()
    {
        string path = _folder.PathOf("new.png");

        Assert.True(NewFile.TryWrite(path, [1, 2, 3]));

        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_name_that_is_taken_is_left_alone()
    {
        string file = _folder.PathOf("file.png");
        File.WriteAllText(file, "precious");
        string folder = _folder.PathOf("folder.png");
        Directory.CreateDirectory(folder);
        string part = _folder.PathOf("other.png.part");
        File.WriteAllText(part, "another run is writing here");

        Assert.False(NewFile.TryWrite(file, [1]));
        Assert.False(NewFile.TryWrite(folder, [1]));
        Assert.False(NewFile.TryWrite(_folder.PathOf("other.png"), [1]));

        Assert.Equal("precious", File.ReadAllText(file));
        Assert.Equal(3, Directory.GetFileSystemEntries(_folder.Path).Length);
        Assert.Throws<IOException>(() => NewFile.Write(file, [1]));
    }

    [Fact]
    public void A_symbolic_link_to_nowhere_is_not_replaced()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making links needs a privilege on Windows.");
        string link = _folder.PathOf("link.png");
        File.CreateSymbolicLink(link, "nowhere.png");

        Assert.False(NewFile.TryWrite(link, [1]));

        Assert.Equal("nowhere.png", new FileInfo(link).LinkTarget);
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Many_at_once_never_write_one_name_twice()
    {
        int[] wins = new int[50];

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < wins.Length; i++)
            {
                if (NewFile.TryWrite(_folder.PathOf($"{i}.png"), [1]))
                {
                    Interlocked.Increment(ref wins[i]);
                }
            }
        })));

        Assert.All(wins, count => Assert.Equal(1, count));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.part"));
    }

    [Fact]
    public void A_full_disk_leaves_nothing_behind()
    {
        using SmallDisk disk = SmallDisk.Mount(kilobytes: 64);
        string path = Path.Combine(disk.Path, "large.png");

        Assert.Throws<IOException>(() => NewFile.TryWrite(path, new byte[1 << 20]));

        Assert.Empty(Directory.GetFileSystemEntries(disk.Path));
    }

    [Fact]
    public void A_missing_folder_is_an_error() => Assert.Throws<DirectoryNotFoundException>(() => NewFile.TryWrite(_folder.PathOf("missing/a.png"), [1]));

    public void Dispose() => _folder.Dispose();
}
