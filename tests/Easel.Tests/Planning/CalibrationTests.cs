using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Planning;
using Easel.Tensors;
using Easel.Tensors.Backends.Meta;

namespace Easel.Tests.Planning;

/// <summary>What is told from measured operations, and what is kept of them.</summary>
public sealed class CalibrationTests : IDisposable
{
    private static readonly OperationShape s_convolution = new(OperationKind.Convolution, 2, 32, 32, 320, 320) { Kernel = 3, Stride = 1 };

    private readonly TestFolder _folder = new();

    [Fact]
    public void What_was_measured_is_told_as_it_was()
        => Assert.Equal(0.02 * 7, Known().CostOf(Tally(s_convolution, 7)).Seconds, precision: 12);

    [Fact]
    public void What_was_not_is_told_from_its_like_by_the_work_of_both()
        => Assert.Equal(0.02 * 4, Known().CostOf(s_convolution with { Rows = 64, Columns = 64 }).Seconds, precision: 12);

    [Fact]
    public void The_nearest_counts()
    {
        Calibration known = Known();
        known.Add(s_convolution with { Inputs = 64, Outputs = 64 }, new OperationCost(1, 2));

        Assert.Equal(0.01, known.CostOf(s_convolution with { Batch = 1 }).Seconds, precision: 12);
    }

    [Theory]
    [InlineData(OperationKind.Convolution, 2, 512, 512, 256, 256, 3)]
    [InlineData(OperationKind.Convolution, 2, 8, 8, 1280, 1280, 3)]
    [InlineData(OperationKind.Linear, 1, 1, 8192, 320, 2560, 0)]
    [InlineData(OperationKind.Attention, 2, 4096, 4096, 320, 8, 0)]
    public void Large_operations_are_measured_in_part(OperationKind kind, int batch, int rows, int columns, int inputs, int outputs, int kernel)
    {
        OperationShape whole = new(kind, batch, rows, columns, inputs, outputs) { Kernel = kernel, Stride = 1 };

        OperationShape part = OperationTimer.PartOf(whole);

        Assert.InRange(part.Work, 0.1e9, 6e9);
        Assert.True(part.Work <= whole.Work);
    }

    [Fact]
    public void It_is_kept_for_one_machine_and_version()
    {
        CalibrationFile file = File("1.0");
        file.Write(Known());

        Assert.Equal(new OperationCost(0.02, 0.038), File("1.0").Read()!.CostOf(s_convolution));
        Assert.Equal(new OperationCost(0.001, 0.0019), File("1.0").Read()!.Reference);
        Assert.Null(File("1.1").Read());
        Assert.Null(new CalibrationFile(_folder.Path, DeviceChoice.Cpu, Precision.Full, 2, "1.0").Read());
        Assert.Null(new CalibrationFile(_folder.Path, DeviceChoice.Cpu, Precision.Autocast, 1, "1.0").Read());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"machine\": 7}")]
    [InlineData("{\"operations\": [{}]}")]
    public void What_cannot_be_read_is_measured_again(string text)
    {
        System.IO.File.WriteAllText(File("1.0").Place, text);

        Assert.Null(File("1.0").Read());
    }

    public void Dispose() => _folder.Dispose();

    private CalibrationFile File(string version) => new(_folder.Path, DeviceChoice.Cpu, Precision.Autocast, 2, version);

    private static Calibration Known()
    {
        Calibration calibration = new() { Reference = new OperationCost(0.001, 0.0019), PreparedPerSecond = 1e9, HashedPerSecond = 1e9, PixelsPerSecond = 1e6 };
        calibration.Add(s_convolution, new OperationCost(0.02, 0.038));
        return calibration;
    }

    private static OperationTally Tally(OperationShape operation, double times)
    {
        OperationTally tally = new();
        tally.Add(operation, times);
        return tally;
    }
}
