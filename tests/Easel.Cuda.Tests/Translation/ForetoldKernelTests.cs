using Easel.Cuda.Driver;
using Easel.Cuda.Tests.Driver;
using Easel.Cuda.Translation;
using Easel.Tensors;

namespace Easel.Cuda.Tests.Translation;

/// <summary>What is translated ahead.</summary>
public sealed class ForetoldKernelTests
{
    [Theory]
    [InlineData(Precision.Autocast, 9, 0, 132, 227)]
    [InlineData(Precision.Autocast, 8, 0, 108, 163)]
    [InlineData(Precision.Autocast, 8, 9, 128, 99)]
    [InlineData(Precision.Autocast, 8, 6, 28, 99)]
    [InlineData(Precision.Full, 9, 0, 132, 227)]
    public void Dump(Precision precision, int major, int minor, int multiprocessors, int kibibytes)
    {
        CardProperties card = new InterpretingDriver().Properties with { Capability = (major, minor), Multiprocessors = multiprocessors, SharedMemoryPerBlock = kibibytes << 10 };
        var t = System.Diagnostics.Stopwatch.StartNew();
        KernelName[] k = UsualRun.Kernels(precision, card);
        Console.WriteLine($"{precision} {major}.{minor} {t.Elapsed}: " + string.Join(", ", k.Select(x => $"{x.File}:{x.Name}")));
    }
}
