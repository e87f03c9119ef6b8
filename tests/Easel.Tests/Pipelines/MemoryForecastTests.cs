using Easel.Diffusion;
using Easel.Diffusion.Approximations;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;
using Easel.Models;
using Easel.Tensors;

namespace Easel.Tests.Pipelines;

/// <summary>Forecasts against the peaks that docs/performance.md, Memory, tells of whole commands.</summary>
public sealed class MemoryForecastTests : IDisposable
{
    // Nothing is to be refused that would fit: a forecast may be lower than what was measured, but not higher by more than measurements differ.
    private const double LeastShare = 0.965;
    private const double MostShare = 1.005;

    private static readonly ModelShape s_model = ModelCatalog.StableDiffusion1;

    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData(512, Precision.Autocast, 2.69e9)]
    [InlineData(768, Precision.Autocast, 3.08e9)]
    [InlineData(1024, Precision.Autocast, 3.55e9)]
    [InlineData(512, Precision.Full, 4.67e9)]
    public void A_picture_takes_what_was_measured(int side, Precision precision, double measured)
    {
        var forecast = MemoryForecast.Of(Request(side), s_model, precision);

        Assert.InRange(forecast.Total, measured * LeastShare, measured * MostShare);
    }

    [Theory]
    [InlineData(512, 2, 2.72e9)]
    [InlineData(512, 4, 3.20e9)]
    public void Several_pictures_at_once_take_what_was_measured(int side, int pictures, double measured)
        => AssertMeasured(measured, Request(side, pictures));

    [Theory]
    [InlineData(512, 2.76e9)]
    [InlineData(768, 3.18e9)]
    [InlineData(1024, 3.66e9)]
    public void A_run_that_begins_with_a_picture_takes_what_was_measured(int side, double measured)
        => AssertMeasured(measured, Request(side) with { Initial = new InitialPicture(new Image(1, 1, [0, 0, 0])) });

    [Fact]
    public void A_picture_in_int8_takes_what_was_measured()
        => Assert.InRange(MemoryForecast.Of(Request(512), s_model, Precision.Autocast, usesInt8: true).Total, 1.95e9 * LeastShare, 1.95e9 * 1.015);

    [Theory] // docs/performance.md: weights 2.14 and 4.13 GB; a step's peak with int8 is 0.71 GB lower
    [InlineData(Precision.Autocast, false, 2.14e9)]
    [InlineData(Precision.Full, false, 4.13e9)]
    [InlineData(Precision.Autocast, true, 1.43e9)]
    public void Weights_take_what_was_measured(Precision precision, bool usesInt8, double measured)
        => Assert.InRange(MemoryForecast.Of(Request(512), s_model, precision, usesInt8).Weights, measured * 0.99, measured * 1.01);

    [Fact]
    public void More_pictures_at_once_take_more_for_steps_and_no_more_for_decoding()
    {
        MemoryForecast one = MemoryForecast.Of(Request(512), s_model, Precision.Autocast);
        MemoryForecast eight = MemoryForecast.Of(Request(512, pictures: 8), s_model, Precision.Autocast);

        Assert.Equal((8 * one.Steps, one.Decoding), (eight.Steps, eight.Decoding), Near);
        Assert.Equal(eight.Weights + eight.Steps + MemoryForecast.Program, eight.Total);
    }

    [Fact]
    public void A_picture_to_begin_with_wants_the_encoder_too()
    {
        // The encoder of Stable Diffusion v1's autoencoder has 34,163,592 parameters without its projection of 72.
        long more = MemoryForecast.Of(Request(512) with { Initial = new InitialPicture(new Image(1, 1, [0, 0, 0])) }, s_model, Precision.Full).Weights - MemoryForecast.Of(Request(512), s_model, Precision.Full).Weights;

        Assert.Equal(4L * 34_163_592, more);
    }

    [Fact]
    public void What_fits_is_let_pass() => Assert.Null(Lack(Request(1024), available: 3.5e9));

    [Fact]
    public void What_does_not_fit_is_answered_with_what_would()
    {
        string lack = Assert.IsType<string>(Lack(Request(1024), available: 3.1e9));

        Assert.StartsWith("A picture of 1024 x 1024 pixels in autocast takes about 3.5 GB of memory (2.1 GB weights; ", lack);
        Assert.EndsWith("), but the container leaves 3.1 GB. What would fit: 704 x 704 pixels.", lack);
    }

    [Fact]
    public void What_is_offered_would_fit_with_room_to_spare()
        => Assert.InRange(MemoryForecast.Of(Request(704), s_model, Precision.Autocast).Total * 1.05, 2.9e9, 3.1e9);

    [Fact]
    public void Fewer_pictures_and_autocast_are_offered_where_they_would_do()
    {
        Assert.Contains("16 pictures at once of 512 x 512 pixels in autocast take about", Lack(Request(512, pictures: 16), available: 3.2e9));
        Assert.EndsWith("What would fit: 3 pictures at once.", Lack(Request(512, pictures: 16), available: 3.2e9));
        Assert.Contains("--precision autocast", Lack(Request(512), available: 3e9, Precision.Full));
    }

    [Fact]
    public void Where_nothing_would_fit_that_is_said()
        => Assert.EndsWith("Nothing of this model would fit: close other programs, or raise the limit.", Lack(Request(512), available: 1e9));

    [Fact]
    public void Prepared_weights_give_way_and_do_not_count()
    {
        Directory.CreateDirectory(_folder.PathOf("weights"));
        PipelineOptions options = new() { Checkpoint = "none", WeightCache = new WeightCache(_folder.PathOf("weights")) };
        AvailableMemory little = new((long)1e9, "the container");
        Assert.NotNull(MemoryForecast.Lack(Request(512), s_model, options, little));

        using (FileStream prepared = File.Create(_folder.PathOf("weights/0123456789abcdef-autocast.weights")))
        {
            prepared.SetLength((long)2.14e9);
        }

        Assert.Null(MemoryForecast.Lack(Request(512), s_model, options, little));
        Assert.NotNull(MemoryForecast.Lack(Request(512), s_model, options with { Precision = Precision.Full }, little));
    }

    [Fact]
    public void A_limit_to_addresses_holds_the_mapped_checkpoint_too()
    {
        using (FileStream checkpoint = File.Create(_folder.PathOf("model.ckpt")))
        {
            checkpoint.SetLength(4_265_380_512);
        }

        PipelineOptions options = new() { Checkpoint = _folder.PathOf("model.ckpt") };
        Assert.Null(MemoryForecast.Lack(Request(512), s_model, options, new AvailableMemory(long.MaxValue, "", AddressSpace: 7_000_000_000)));
        Assert.Contains(
            "but ulimit -v leaves 5.0 GB of addresses, in which the checkpoint's 4.3 GB must lie too.",
            MemoryForecast.Lack(Request(512), s_model, options, new AvailableMemory(long.MaxValue, "", AddressSpace: 5_000_000_000)));
    }

    [Fact]
    public void The_machines_free_memory_is_read_with_swap()
    {
        Write("proc/meminfo", "MemTotal:       16000000 kB\nMemAvailable:    8000000 kB\nSwapFree:        1000000 kB\n");

        AvailableMemory found = AvailableMemory.Of(_folder.Path)!;

        Assert.Equal((9_000_000L << 10, "this machine's free memory", null), (found.Bytes, found.Limit, found.AddressSpace));
    }

    [Fact]
    public void A_container_of_the_second_kind_is_heeded_and_its_cached_files_count_as_free()
    {
        Write("proc/meminfo", "MemAvailable:    8000000 kB\n");
        Write("proc/self/cgroup", "0::/box/inner\n");
        Write("sys/fs/cgroup/box/memory.max", "4000000000\n");
        Write("sys/fs/cgroup/box/memory.current", "3000000000\n");
        Write("sys/fs/cgroup/box/memory.stat", "anon 1\nactive_file 200000000\ninactive_file 300000000\n");
        Write("sys/fs/cgroup/box/inner/memory.max", "max\n");
        Write("sys/fs/cgroup/box/inner/memory.current", "3000000000\n");

        AvailableMemory found = AvailableMemory.Of(_folder.Path)!;

        Assert.Equal((1_500_000_000, "the memory limit of its control group /box"), (found.Bytes, found.Limit));
    }

    [Fact]
    public void One_of_the_first_kind_too_whose_path_may_lie_outside_of_what_is_seen()
    {
        Write("proc/meminfo", "MemAvailable:    8000000 kB\n");
        Write("proc/self/cgroup", "9:name=systemd:/\n4:memory:/docker/0123\n");
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "2000000000\n");
        Write("sys/fs/cgroup/memory/memory.usage_in_bytes", "600000000\n");
        Write("sys/fs/cgroup/memory/memory.stat", "cache 1\ntotal_active_file 40000000\ntotal_inactive_file 60000000\n");

        AvailableMemory found = AvailableMemory.Of(_folder.Path)!;

        Assert.Equal((1_500_000_000, "the memory limit of its control group /"), (found.Bytes, found.Limit));
    }

    [Fact]
    public void No_limit_of_the_first_kind_is_a_very_large_number()
    {
        Write("proc/meminfo", "MemAvailable:    8000000 kB\n");
        Write("proc/self/cgroup", "4:memory:/\n");
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        Write("sys/fs/cgroup/memory/memory.usage_in_bytes", "600000000\n");

        Assert.Equal("this machine's free memory", AvailableMemory.Of(_folder.Path)!.Limit);
    }

    [Fact]
    public void A_limit_to_addresses_is_read_less_what_is_taken()
    {
        Write("proc/meminfo", "MemAvailable:    8000000 kB\n");
        Write("proc/self/limits", "Limit                     Soft Limit           Hard Limit           Units     \nMax address space         4096000000           unlimited            bytes     \n");
        Write("proc/self/status", "Name:\teasel\nVmSize:\t 1000000 kB\n");

        Assert.Equal(4_096_000_000 - 1_024_000_000, AvailableMemory.Of(_folder.Path)!.AddressSpace);
    }

    [Fact]
    public void A_machine_that_tells_nothing_is_no_obstacle() => Assert.Null(AvailableMemory.Of(_folder.Path));

    public void Dispose() => _folder.Dispose();

    private static bool Near((long, long) expected, (long, long) actual) => Math.Abs(expected.Item1 - actual.Item1) < 16 && expected.Item2 == actual.Item2;

    private static ImageRequest Request(int side, int pictures = 1) => new() { Batches = [[.. Enumerable.Repeat("a fox", pictures)]], Width = side, Height = side, Approximations = ApproximationChoice.None };

    private static void AssertMeasured(double measured, ImageRequest request)
        => Assert.InRange(MemoryForecast.Of(request, s_model, Precision.Autocast).Total, measured * LeastShare, measured * MostShare);

    private static string? Lack(ImageRequest request, double available, Precision precision = Precision.Autocast)
        => MemoryForecast.Lack(request, s_model, new PipelineOptions { Checkpoint = "none", Precision = precision }, new AvailableMemory((long)available, "the container"));

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.PathOf(path))!);
        File.WriteAllText(_folder.PathOf(path), text);
    }
}
