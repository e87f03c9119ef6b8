using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Easel.Checkpoints;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Prompts;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Models;
using Easel.Models.Tokenizers.Repair;
using Easel.Painting.Metadata;
using Easel.Painting.Styles;
using Easel.Tensors.Memory;
using Easel.Tests.Checkpoints;
using Easel.Tests.Imaging;

namespace Easel.Tests.Fuzzing;

/// <summary>Small files that ask for much: time and memory are bounded by what a file is, not by what it says.</summary>
public sealed class HostileFileTests : IDisposable
{
    // Each takes milliseconds; before it was mended, some took for ever. A machine that is busy with other things may take long.
    private static readonly TimeSpan s_soon = TimeSpan.FromMinutes(3);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Aliases_that_double_are_refused_before_they_are_followed()
    {
        string doubling = "a0: &a0 [x, x]\n" + string.Concat(Enumerable.Range(1, 60).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n")) + "? [*a60]\n: 1\n";

        ConfigException error = Soon(() => Assert.Throws<ConfigException>(() => OriginalConfig.Parse(doubling, "config.yaml")));

        Assert.Contains("aliases", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_alias_inside_itself_is_refused()
    {
        // Its hash would be asked for without end, and the stack overflow.
        ConfigException error = Assert.Throws<ConfigException>(() => OriginalConfig.Parse("? &a [*a]\n: 1\n", "config.yaml"));

        Assert.Contains("*a stands for what it stands in", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_alias_is_read_as_what_it_stands_for()
    {
        ConfigException error = Assert.Throws<ConfigException>(() => OriginalConfig.Parse("x: &m\n  target: other\nmodel: *m\n", "config.yaml"));

        Assert.Contains("'model.target' is other", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vocabulary_that_unpacks_to_a_thousand_times_its_size_is_refused()
    {
        string path = _folder.PathOf("bomb.txt.gz");
        using (GZipStream packed = new(File.Create(path), CompressionLevel.Optimal))
        {
            packed.Write("#version: 0.2\n"u8);
            packed.Write(new byte[17 << 20]);
        }

        GenerationException error = Assert.Throws<GenerationException>(() => VocabularyFinder.Open(new VocabularyPlaces { Named = path }));

        Assert.Contains("does not end within 16777216 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_to_a_file_without_end_is_not_followed_for_ever()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/zero is Linux's.");
        string link = _folder.PathOf("diffusion_pytorch_model.safetensors.index.json");
        File.CreateSymbolicLink(link, "/dev/zero");
        File.CreateSymbolicLink(_folder.PathOf("styles.csv"), "/dev/zero");

        CheckpointException error = Soon(() => Assert.Throws<CheckpointException>(() => Checkpoint.OpenNetwork(_folder.Path, "diffusion_pytorch_model")));

        Assert.Contains("a pipe, a device or a socket", error.Message, StringComparison.Ordinal);
        Assert.Throws<GenerationException>(() => StyleFiles.Read(_folder.PathOf("styles.csv")));
    }

    [Fact]
    public void A_file_is_read_up_to_its_bound_and_no_further()
    {
        string path = _folder.PathOf("five");
        File.WriteAllText(path, "12345");

        Assert.Equal("12345", BoundedFile.ReadText(path, 5));
        Assert.Throws<IOException>(() => BoundedFile.ReadText(path, 4));
    }

    [Theory]
    [InlineData("../outside.safetensors")]
    [InlineData("/etc/hostname")]
    [InlineData("..")]
    [InlineData("a\\\\b")]
    public void An_index_cannot_name_a_file_outside_its_folder(string part)
    {
        File.WriteAllText(_folder.PathOf("diffusion_pytorch_model.safetensors.index.json"), $$$"""{"weight_map":{"x":"{{{part}}}"}}""");

        CheckpointException error = Assert.Throws<CheckpointException>(() => Checkpoint.OpenNetwork(_folder.Path, "diffusion_pytorch_model"));

        Assert.Contains("not a plain file name", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_brackets_in_brackets_take_time_by_their_number_not_its_square()
    {
        string prompt = string.Concat(Enumerable.Repeat("(a", 100_000));

        Assert.NotEmpty(Soon(() => EmphasisParser.Read(prompt)));
    }

    [Fact]
    public void References_in_references_end()
    {
        string repaired = TextRepair.Repair("&" + string.Concat(Enumerable.Repeat("amp;", 50_000)));

        // Each round goes over all of it, and takes one away: a hundred are enough.
        Assert.Equal("&" + string.Concat(Enumerable.Repeat("amp;", 50_000 - 100)), repaired);
    }

    [Fact]
    public void A_line_of_parameters_that_was_made_to_take_hours_tells_nothing()
    {
        string line = string.Concat(Enumerable.Repeat(new string('a', 20_000) + ", Steps: 1, ", 500));

        Assert.Null(Soon(() => InfotextReader.Read("a cat\n" + line)));
    }

    [Fact]
    public void Pixels_that_no_such_file_can_hold_are_refused_before_memory_is_taken()
    {
        byte[] file = TestPng.File(TestPng.Header(16_000, 16_000, 16, 6), TestPng.Chunk("IDAT", TestPng.Compress(new byte[1000])), TestPng.Chunk("IEND"));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<ImageException>(() => PngFile.Decode(file, "bomb.png"));

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20, "Memory was taken.");
    }

    [Fact]
    public void A_header_of_a_million_tensors_is_refused_or_paid_for_by_its_own_length()
    {
        // Empty tensors, 60 bytes each: the budget of 1 MiB and four times the file is soon spent, for each takes some 768.
        string header = $"{{{string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"{i}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}"))}}}";

        Assert.Contains("many times its own size", Opening.ErrorOf(SafetensorsBytes.File(header, 0)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100_000, '[')]
    [InlineData(100_000, '{')]
    public void Depth_is_bounded_in_all_JSON(int depth, char bracket)
    {
        string nested = bracket == '[' ? new string('[', depth) : string.Concat(Enumerable.Repeat("{\"a\":", depth));

        Assert.Throws<GenerationException>(() => StylesJson.Read(nested, "styles.json"));
        Assert.Contains("not the JSON", Opening.ErrorOf(SafetensorsBytes.File($"{{\"a\":{nested}", 0)), StringComparison.Ordinal);
    }

    [Fact]
    public void Long_lines_of_a_list_of_merges_are_shortened_in_errors()
    {
        string path = _folder.PathOf("merges.txt");
        File.WriteAllText(path, "#version: 0.2\n" + new string('x', 1 << 20), Encoding.UTF8);

        GenerationException error = Assert.Throws<GenerationException>(() => VocabularyFinder.Open(new VocabularyPlaces { Named = path }));

        Assert.True(error.Message.Length < 1000, $"{error.Message.Length} letters.");
    }

    private static T Soon<T>(Func<T> read)
    {
        var clock = Stopwatch.StartNew();
        T result = read();
        Assert.True(clock.Elapsed < s_soon, $"It took {clock.Elapsed}.");
        return result;
    }
}
