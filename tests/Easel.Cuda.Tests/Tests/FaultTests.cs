using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Tests;

/// <summary>What a card forgives, or answers with wrong numbers now and then, the interpreter finds.</summary>
public sealed class FaultTests
{
    private readonly record struct Parameters(nint From, nint To, int Count);

    [Theory]
    [InlineData("missing_barrier", 64, 0, 0, "which warp 0 has read since the last barrier", 0)]
    [InlineData("missing_second_barrier", 64, 0, 2, "which warp 0 has written since the last barrier", 0)]
    [InlineData("reads_outside", 64, 0, 1, "reads 4 bytes", 0)]
    [InlineData("reads_outside", 64, 0, -1, "reads 4 bytes", 0)]
    [InlineData("writes_outside", 64, 0, 1, "writes 4 bytes", 0)]
    [InlineData("writes_outside", 64, 0, 1000, "outside of every allocation", 0)]
    [InlineData("misaligned_vector", 8, 0, 2, "not aligned to 16 bytes", 0)]
    [InlineData("misaligned_matrix", 32, 1024, 8, "not aligned to 16 bytes", 0)]
    [InlineData("barrier_of_some_warps", 64, 0, 32, "a barrier that warp 1 does not reach", 0)]
    [InlineData("barrier_of_some_warps", 64, 0, 48, "where all must", 0)]
    [InlineData("sum_without_some_lanes", 32, 0, 20, "where all must", 0)]
    [InlineData("missing_wait", 16, 256, 0, "while a copy into it is under way", 0)]
    [InlineData("beyond_shared_memory", 64, 256, 1, "of shared memory at 256, of which there are 256", 0)]
    [InlineData("endless", 32, 0, 0, "does not seem to end", 10_000)]
    public void A_fault_is_found_and_named(string kernel, int threads, int shared, int count, string message, long mostSteps)
    {
        using var run = KernelRun.OfSample("faults");
        run.Driver.MostSteps = mostSteps == 0 ? run.Driver.MostSteps : mostSteps;
        nint from = run.Upload(new float[64]);
        nint to = run.AllocateFloats(64);

        KernelFaultException fault = Assert.Throws<KernelFaultException>(() => run.Launch(kernel, new(1), threads, shared, new Parameters(from, to, count)));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Contains(kernel + ", line ", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("both_barriers", 64, 0, 2)]
    [InlineData("neighbours", 64, 0, 0)]
    [InlineData("reads_outside", 64, 0, 0)]
    [InlineData("misaligned_vector", 16, 0, 0)]
    [InlineData("misaligned_matrix", 32, 512, 0)]
    [InlineData("barrier_of_some_warps", 64, 0, 64)]
    [InlineData("sum_without_some_lanes", 32, 0, 32)]
    [InlineData("missing_wait", 16, 256, 1)]
    [InlineData("beyond_shared_memory", 64, 256, 0)]
    public void The_same_without_the_fault_runs(string kernel, int threads, int shared, int count)
    {
        using var run = KernelRun.OfSample("faults");
        nint from = run.Upload(new float[64]);
        nint to = run.AllocateFloats(64);

        run.Launch(kernel, new(1), threads, shared, new Parameters(from, to, count));

        Assert.False(float.IsNaN(run.DownloadFloats(to, threads)[threads - 1]));
    }

    [Fact]
    public void A_given_back_allocation_is_no_longer_there()
    {
        using var run = KernelRun.OfSample("faults");
        nint from = run.Upload(new float[64]);
        nint to = run.AllocateFloats(64);
        run.Driver.Free(from);

        Assert.Throws<KernelFaultException>(() => run.Launch("reads_outside", new(1), 64, 0, new Parameters(from, to, 0)));
    }

    [Fact]
    public void Shared_memory_begins_as_noise_that_differs_from_block_to_block()
    {
        using var run = KernelRun.OfSample("faults");
        nint to = run.AllocateInts(64);

        run.Launch("reads_noise", new(2), 32, 128, new Parameters(0, to, 0));

        int[] found = run.DownloadInts(to, 64);
        Assert.DoesNotContain(0, found);
        Assert.Equal(64, found.Distinct().Count());
    }

    [Fact]
    public void New_memory_holds_no_numbers()
    {
        using var run = KernelRun.OfSample("faults");

        Assert.All(run.DownloadFloats(run.AllocateFloats(40_001), 40_001), value => Assert.True(float.IsNaN(value)));
        Assert.All(run.DownloadHalves(run.AllocateHalves(100), 100), value => Assert.True(Half.IsNaN(BitConverter.UInt16BitsToHalf(value))));
    }
}
