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

    // Of each: enough for the clock (a microsecond), little enough for some hundred operations in a few seconds.
    private const double EnoughSeconds = 0.015;
    private const int MostRounds = 8;
    private const int FewestRounds = 4;

    // What is as short is measured with all threads too: how much of it they share is its own. A turn of the scheduler is longer, so some of the rounds are undisturbed.
    private const double TeamsSeconds = 0.002;
    private const int TeamsRounds = 25;

    // What is larger is measured in part; not so small a part that what is done once (tiles, kernels, keys are transformed or packed) counts too much.
    private const long MostNumbers = 3 << 20;
    private const double MostWork = 2e9;
    private const int FewestPixels = 1024;
    private const int FewestOutputs = 256;
    private const int OutputUnit = 64;
    private const int RowUnit = 96;

    // On either side of it a convolution is computed in a different way (Easel.Tensors' Filtering), or held in different bits: a part stays on its side.
    private const int MostPairsKept = 640 * 640;

    // More than the second-level cache of a processor.
    private const int SweptNumbers = 1 << 20;

    private readonly Device _device;
    private readonly Device? _single;
    private readonly int[] _swept = new int[SweptNumbers];
    private readonly ArrayMemory _number = new(BitConverter.GetBytes(1e-3f));
    private readonly float[] _values = [.. Enumerable.Range(0, 1 << 12).Select(i => (i % 17) - 8f)];

    /// <summary>On devices that stay the caller's.</summary>
    /// <param name="device">With all threads, or a card.</param>
    /// <param name="single">The same with one thread, whose processor time is measured; none of a card.</param>
    public OperationTimer(Device device, Device? single) => (_device, _single) = (device, single);

    /// <summary>Processor seconds that first calls took beyond later ones: code is compiled when it is first used.</summary>
    public double WarmUp { get; private set; }

    /// <summary>How many times as fast all threads are as one, in operations that are long enough for it.</summary>
    public double Gain { get; set; } = 1;

    /// <summary>Something that measures an operation once, again and again, from begin to end with all threads. The tensors live until the device's scope ends, weights until the result is disposed.</summary>
    public (Func<double> Once, IDisposable? Held) Keep(OperationShape operation)
    {
        (Func<Tensor> run, IDisposable? held) = Prepare(_device, operation);
        return (() => TimeOf(run), held);
    }

    /// <summary>The same, in processor seconds of one thread; of a card in seconds.</summary>
    public (Func<double> Once, IDisposable? Held) KeepSingle(OperationShape operation)
    {
        if (_single is null)
        {
            return Keep(operation);
        }

        (Func<Tensor> run, IDisposable? held) = Prepare(_single, operation);
        return (() => WorkOf(run), held);
    }

    /// <summary>What an operation costs where nothing disturbs it.</summary>
    public OperationCost Measure(OperationShape operation)
    {
        OperationShape part = PartOf(operation);
        double ratio = operation.Work / part.Work;
        if (_single is null)
        {
            double seconds = LeastSeconds(part, FewestRounds) * ratio;
            return new OperationCost(seconds, seconds);
        }

        double work = LeastWork(_single, part);
        double shared = ratio > 1 || work > TeamsSeconds ? work / Gain : Math.Clamp(LeastSeconds(part, TeamsRounds), work / Gain, work);
        return new OperationCost(shared * ratio, work * ratio);
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
                OperationShape rows = operation with { Kind = OperationKind.ReadyConvolution, Batch = operation.Rows * operation.Columns >= FewestPixels ? 1 : operation.Batch };
                rows = rows with { Rows = Fewer(rows.Rows, Math.Max(Share(rows), (double)FewestPixels / rows.Rows / rows.Columns), ConvolutionShape.BandUnit) };
                bool hasMany = (long)rows.Inputs * rows.Outputs > MostPairsKept;
                double fewest = Math.Max(FewestOutputs, hasMany ? (double)(MostPairsKept + 1) / rows.Inputs : 0) / rows.Outputs;
                return rows with { Outputs = Fewer(rows.Outputs, Math.Max(Share(rows), fewest), OutputUnit) };
            case OperationKind.Attention:
                OperationShape head = operation with { Batch = 1, Inputs = operation.Inputs / operation.Outputs, Outputs = 1 };
                return head with { Rows = Fewer(head.Rows, Math.Max(Share(head), (double)FewestPixels / head.Rows), RowUnit) };
            case OperationKind.Linear:
                OperationShape some = operation with { Columns = Fewer(operation.Columns, Math.Max(Share(operation), (double)FewestPixels / operation.Columns), RowUnit) };
                return some with { Outputs = Fewer(some.Outputs, Math.Max(Share(some), (double)FewestOutputs / some.Outputs), OutputUnit) };
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

    /// <summary>The least processor seconds of some rounds on one thread: memory is warm and code compiled in some of them.</summary>
    private double LeastWork(Device single, OperationShape part)
    {
        using Scope scope = single.BeginScope();
        (Func<Tensor> run, IDisposable? held) = Prepare(single, part);
        using (held)
        {
            double first = WorkOf(run);
            (double least, double sum) = (double.MaxValue, 0);
            for (int round = 0; round < FewestRounds || (round < MostRounds && sum < EnoughSeconds); round++)
            {
                ForgetCache();
                double work = WorkOf(run);
                sum += work;
                least = Math.Min(least, work);
            }

            WarmUp += Math.Max(0, first - least);
            return least;
        }
    }

    private double LeastSeconds(OperationShape part, int rounds)
    {
        using Scope scope = _device.BeginScope();
        (Func<Tensor> run, IDisposable? held) = Prepare(_device, part);
        using (held)
        {
            _ = TimeOf(run);
            double least = double.MaxValue;
            for (int round = 0; round < rounds; round++)
            {
                ForgetCache();
                least = Math.Min(least, TimeOf(run));
            }

            return least;
        }
    }

    private static double WorkOf(Func<Tensor> run)
    {
        double start = ProcessorClock.Now;
        run().Dispose();
        return ProcessorClock.Now - start;
    }

    /// <summary>In a run other operations' weights come between: those of this one are no longer in the caches nearest to the processor.</summary>
    private void ForgetCache() => _ = _swept.AsSpan().Contains(1);

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

    private (Func<Tensor> Run, IDisposable? Held) Prepare(Device device, OperationShape operation)
    {
        string name = operation.IsQuantized ? Quantized : "plain";
        switch (operation.Kind)
        {
            case OperationKind.Convolution or OperationKind.ReadyConvolution:
                int pad = operation.Kernel / 2;
                Tensor map = Input(device, [operation.Batch, operation.Rows * operation.Stride, operation.Columns * operation.Stride, operation.Inputs]);
                ConvolutionWeights kernel = device.PrepareConvolution(
                    name, Weight([operation.Outputs, operation.Inputs, operation.Kernel, operation.Kernel]), Weight([operation.Outputs]), operation.Stride, pad, pad);
                IDisposable? ready = operation.Kind == OperationKind.ReadyConvolution ? device.KeepReady(kernel) : null;
                return (() => device.Convolve(map, kernel), new Both(ready, kernel));
            case OperationKind.Linear:
                Tensor rows = Input(device, [1, operation.Columns, operation.Inputs]);
                LinearWeights matrix = device.PrepareLinear(
                    name, Weight([operation.Outputs * (operation.IsSpecial ? 2 : 1), operation.Inputs]), Weight([operation.Outputs * (operation.IsSpecial ? 2 : 1)]), operation.IsSpecial);
                return (() => device.Linear(rows, matrix), matrix);
            case OperationKind.Attention:
                Tensor queries = Input(device, [operation.Batch, operation.Rows, operation.Inputs]);
                Tensor keys = Input(device, [operation.Batch, operation.Columns, operation.Inputs]);
                return (() => device.Attention(queries, keys, keys, operation.Outputs, operation.IsSpecial), null);
            case OperationKind.GroupNorm:
                Tensor pixels = Input(device, [1, operation.Columns, operation.Inputs]);
                NormWeights groups = device.PrepareNorm(name, Weight([operation.Inputs]), Weight([operation.Inputs]));
                return (() => device.GroupNorm(pixels, groups, operation.Inputs % 32 == 0 ? 32 : 1, 1e-5f, Activation.Silu), groups);
            case OperationKind.LayerNorm:
                Tensor tokens = Input(device, [1, operation.Columns, operation.Inputs]);
                NormWeights norm = device.PrepareNorm(name, Weight([operation.Inputs]), Weight([operation.Inputs]));
                return (() => device.LayerNorm(tokens, norm, 1e-5f), norm);
            case OperationKind.Activation:
                Tensor numbers = Input(device, [1, operation.Columns]);
                return (() => device.Activate(numbers, Activation.Silu), null);
            case OperationKind.Match:
                Tensor matched = Input(device, [operation.Batch, operation.Rows, operation.Inputs]);
                return (() => device.MatchTokens(matched, operation.Columns, operation.Outputs), null);
            default:
                Tensor half = Input(device, [1, Math.Max(1, operation.Columns / 2)]);
                return (() => device.Concatenate(half, half), null);
        }
    }

    /// <summary>One number everywhere: products take the same time whatever they multiply.</summary>
    private HostTensor Weight(Shape shape) => new("calibration", _number, 0, shape, ElementType.Float32, new long[shape.Rank]);

    /// <summary>Small numbers that differ.</summary>
    private Tensor Input(Device device, Shape shape)
    {
        float[] values = new float[shape.Count];
        for (int done = 0; done < values.Length; done += _values.Length)
        {
            _values.AsSpan(0, Math.Min(_values.Length, values.Length - done)).CopyTo(values.AsSpan(done));
        }

        return device.Upload(values, shape);
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
