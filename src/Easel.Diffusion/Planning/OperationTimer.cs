using System.Diagnostics;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Meta;
using Easel.Tensors.Memory;

namespace Easel.Diffusion.Planning;

/// <summary>Measures operations on a device, with tensors of the asked shapes and no checkpoint. Large ones are measured in part.</summary>
internal sealed class OperationTimer : IDisposable
{
    /// <summary>What layers are called that a device holds in eight bits.</summary>
    public const string Quantized = "quantized";

    // Long enough for the clock, and for more than one turn of the scheduler; short enough for some hundred operations in a few seconds.
    private const double EnoughSeconds = 0.03;
    private const int MostRounds = 9;
    private const int FewestRounds = 4;

    // What is larger is measured in part, so that some of the rounds lie between two interruptions by other programs: some milliseconds.
    private const long MostNumbers = 3 << 20;
    private const double MostWork = 1.5e9;
    private const int FewestPixels = 512;
    private const int OutputUnit = 64;
    private const int RowUnit = 96;

    private readonly Device _device;
    private readonly ArrayMemory _number = new(BitConverter.GetBytes(1e-3f));
    private readonly float[] _values = [.. Enumerable.Range(0, 1 << 12).Select(i => (i % 17) - 8f)];

    /// <summary>On a device that stays the caller's.</summary>
    public OperationTimer(Device device) => _device = device;

    /// <summary>Seconds that first calls took beyond later ones: code is compiled when it is first used.</summary>
    public double WarmUp { get; private set; }

    /// <summary>Something that measures an operation once, again and again. The tensors live until the device's scope ends, weights until the result is disposed.</summary>
    public (Func<double> Once, IDisposable? Held) Keep(OperationShape operation)
    {
        (Func<Tensor> run, IDisposable? held) = Prepare(operation);
        return (() => TimeOf(run), held);
    }

    /// <summary>Seconds of an operation where nothing disturbs it: the least of some.</summary>
    public double Measure(OperationShape operation)
    {
        OperationShape part = PartOf(operation);
        using Scope scope = _device.BeginScope();
        (Func<Tensor> run, IDisposable? held) = Prepare(part);
        using (held)
        {
            double first = TimeOf(run);
            List<double> times = [];
            while (times.Count < FewestRounds || (times.Count < MostRounds && times.Sum() < EnoughSeconds))
            {
                times.Add(TimeOf(run));
            }

            double seconds = times.Min();
            WarmUp += Math.Max(0, first - seconds);
            return seconds * Ratio(operation, part);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _number.Dispose();

    /// <summary>What an operation takes while other programs leave it alone: a tenth of many measurements is below.</summary>
    internal static double Undisturbed(IReadOnlyCollection<double> values) => values.Order().ElementAt((values.Count - 1) / 10);

    /// <summary>
    /// A part of a large operation whose time is the same share of the whole's: some rows of a map, one of the heads, some of the outputs. Of a convolution without the
    /// transformation of its kernel, which takes a hundredth of the whole.
    /// </summary>
    internal static OperationShape PartOf(OperationShape operation)
    {
        if (Share(operation) >= 1)
        {
            return operation;
        }

        switch (operation.Kind)
        {
            case OperationKind.Convolution or OperationKind.ReadyConvolution:
                OperationShape rows = operation with { Kind = OperationKind.ReadyConvolution, Batch = 1 };
                rows = rows with { Rows = Fewer(rows.Rows, Math.Max(Share(rows), (double)FewestPixels / rows.Rows / rows.Columns), ConvolutionShape.BandUnit) };
                return rows with { Outputs = Fewer(rows.Outputs, Share(rows), OutputUnit) };
            case OperationKind.Attention:
                OperationShape head = operation with { Batch = 1, Inputs = operation.Inputs / operation.Outputs, Outputs = 1 };
                return head with { Rows = Fewer(head.Rows, Share(head), RowUnit) };
            case OperationKind.Linear:
                OperationShape some = operation with { Columns = Fewer(operation.Columns, Math.Max(Share(operation), (double)FewestPixels / operation.Columns), RowUnit) };
                return some with { Outputs = Fewer(some.Outputs, Share(some), OutputUnit) };
            case OperationKind.Match:
                return operation with { Batch = 1 };
            default:
                return operation with { Columns = Fewer(operation.Columns, Share(operation), RowUnit) };
        }
    }

    /// <summary>How much of it is to be measured.</summary>
    private static double Share(OperationShape operation)
        => Math.Min(1, Math.Min(MostNumbers / (double)Math.Max(1, operation.LargestTensor), MostWork / Math.Max(1, operation.Work)));

    private static int Fewer(int rows, double share, int unit) => share >= 1 ? rows : (int)Math.Min(rows, Math.Max(1, Math.Ceiling(rows * share / unit)) * unit);

    private static double Ratio(OperationShape whole, OperationShape part) => whole.Work / part.Work;

    private double TimeOf(Func<Tensor> run)
    {
        long start = Stopwatch.GetTimestamp();
        Tensor result = run();
        if (_device.BandMemory != Device.DefaultBandMemory)
        {
            // A card is not done when an operation returns: it is waited for.
            Span<float> one = stackalloc float[1];
            using Tensor last = result.Reshape([(int)result.Shape.Count]).Slice(0, 1);
            _device.Download(last, one);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        result.Dispose();
        return seconds;
    }

    private (Func<Tensor> Run, IDisposable? Held) Prepare(OperationShape operation)
    {
        string name = operation.IsQuantized ? Quantized : "plain";
        switch (operation.Kind)
        {
            case OperationKind.Convolution or OperationKind.ReadyConvolution:
                int pad = operation.Kernel / 2;
                Tensor map = Input([operation.Batch, operation.Rows * operation.Stride, operation.Columns * operation.Stride, operation.Inputs]);
                ConvolutionWeights kernel = _device.PrepareConvolution(
                    name, Weight([operation.Outputs, operation.Inputs, operation.Kernel, operation.Kernel]), Weight([operation.Outputs]), operation.Stride, pad, pad);
                IDisposable? ready = operation.Kind == OperationKind.ReadyConvolution ? _device.KeepReady(kernel) : null;
                return (() => _device.Convolve(map, kernel), new Both(ready, kernel));
            case OperationKind.Linear:
                Tensor rows = Input([1, operation.Columns, operation.Inputs]);
                LinearWeights matrix = _device.PrepareLinear(
                    name, Weight([operation.Outputs * (operation.IsSpecial ? 2 : 1), operation.Inputs]), Weight([operation.Outputs * (operation.IsSpecial ? 2 : 1)]), operation.IsSpecial);
                return (() => _device.Linear(rows, matrix), matrix);
            case OperationKind.Attention:
                Tensor queries = Input([operation.Batch, operation.Rows, operation.Inputs]);
                Tensor keys = Input([operation.Batch, operation.Columns, operation.Inputs]);
                return (() => _device.Attention(queries, keys, keys, operation.Outputs, operation.IsSpecial), null);
            case OperationKind.GroupNorm:
                Tensor pixels = Input([1, operation.Columns, operation.Inputs]);
                NormWeights groups = _device.PrepareNorm(name, Weight([operation.Inputs]), Weight([operation.Inputs]));
                return (() => _device.GroupNorm(pixels, groups, operation.Inputs % 32 == 0 ? 32 : 1, 1e-5f, Activation.Silu), groups);
            case OperationKind.LayerNorm:
                Tensor tokens = Input([1, operation.Columns, operation.Inputs]);
                NormWeights norm = _device.PrepareNorm(name, Weight([operation.Inputs]), Weight([operation.Inputs]));
                return (() => _device.LayerNorm(tokens, norm, 1e-5f), norm);
            case OperationKind.Activation:
                Tensor numbers = Input([1, operation.Columns]);
                return (() => _device.Activate(numbers, Activation.Silu), null);
            case OperationKind.Match:
                Tensor matched = Input([operation.Batch, operation.Rows, operation.Inputs]);
                return (() => _device.MatchTokens(matched, operation.Columns, operation.Outputs), null);
            default:
                Tensor half = Input([1, Math.Max(1, operation.Columns / 2)]);
                return (() => _device.Concatenate(half, half), null);
        }
    }

    /// <summary>One number everywhere: products take the same time whatever they multiply.</summary>
    private HostTensor Weight(Shape shape) => new("calibration", _number, 0, shape, ElementType.Float32, new long[shape.Rank]);

    /// <summary>Small numbers that differ.</summary>
    private Tensor Input(Shape shape)
    {
        float[] values = new float[shape.Count];
        for (int done = 0; done < values.Length; done += _values.Length)
        {
            _values.AsSpan(0, Math.Min(_values.Length, values.Length - done)).CopyTo(values.AsSpan(done));
        }

        return _device.Upload(values, shape);
    }

    private sealed class Both(IDisposable? first, IDisposable second) : IDisposable
    {
        public void Dispose()
        {
            first?.Dispose();
            second.Dispose();
        }
    }
}
