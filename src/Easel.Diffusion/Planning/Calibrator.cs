using System.Diagnostics;
using System.Security.Cryptography;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Backends.Meta;
using Easel.Tensors.Memory;

namespace Easel.Diffusion.Planning;

/// <summary>Measures a machine for some seconds.</summary>
public sealed class Calibrator : IDisposable
{
    /// <summary>A convolution of middle size, measured again and again between the others: how busy the machine is.</summary>
    public static readonly OperationShape Reference = new(OperationKind.Convolution, 1, 32, 32, 192, 192) { Kernel = 3, Stride = 1 };

    private const int PicturesSide = 256;
    private const int HashedBytes = 8 << 20;
    private const double SecondsOfGlance = 0.5;
    private const int LeastReferences = 20;
    private const int CallsToWarm = 4;
    private const double LeastBusy = 0.7;
    private const double MostBusy = 10;

    private readonly Device _device;
    private readonly OperationTimer _timer;
    private readonly Scope _scope;
    private readonly Func<double> _reference;
    private readonly IDisposable? _held;
    private readonly List<double> _references = [];

    /// <summary>Opens what is measured.</summary>
    /// <param name="device">Which it is; not to be decided by itself.</param>
    /// <param name="precision">What it may round.</param>
    /// <param name="threads">Of a processor; all if 0.</param>
    public Calibrator(DeviceChoice device, Precision precision, int threads)
    {
        _device = device.Card is int card
            ? Devices.OfThisMachine.OpenCard(card, precision)
            : new CpuDevice(threads, precision) { Quantizes = name => name == OperationTimer.Quantized };
        _timer = new OperationTimer(_device);
        _scope = _device.BeginScope();
        (_reference, _held) = _timer.Keep(Reference);
    }

    /// <summary>How much slower or faster the machine is now than it was when it was measured: 1 is the same.</summary>
    public double Glance(Calibration calibration)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        _ = WarmReference();
        long start = Stopwatch.GetTimestamp();
        List<double> times = [];
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < SecondsOfGlance)
        {
            times.Add(_reference());
        }

        return Math.Clamp(times.Append(_reference()).Average() / calibration.Reference, LeastBusy, MostBusy);
    }

    /// <summary>Measures what a run does and is not known yet: what takes most first, until time is up.</summary>
    /// <param name="calibration">What is known; grows.</param>
    /// <param name="wanted">What the run does.</param>
    /// <param name="seconds">How long at most, about.</param>
    public void Measure(Calibration calibration, OperationTally wanted, double seconds)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        ArgumentNullException.ThrowIfNull(wanted);

        long start = Stopwatch.GetTimestamp();
        bool isNew = calibration.Measured.Count == 0;
        double warming = WarmReference();
        OperationShape[] missing = [.. wanted.Counts.Where(pair => !calibration.Measured.ContainsKey(pair.Key)).OrderByDescending(pair => CostOf(pair.Key) * pair.Value).Select(pair => pair.Key)];
        foreach (OperationShape operation in missing)
        {
            if (Stopwatch.GetElapsedTime(start).TotalSeconds > seconds)
            {
                break;
            }

            _references.Add(_reference());
            calibration.Add(operation, _timer.Measure(operation));
        }

        if (isNew)
        {
            _references.AddRange(Enumerable.Range(0, LeastReferences).Select(_ => _reference()));
            calibration.Reference = OperationTimer.Undisturbed(_references);
            calibration.WarmUp = (_timer.WarmUp + Math.Max(0, warming - (CallsToWarm * calibration.Reference))) * calibration.Reference / _references.Average();
            calibration.PreparedPerSecond = PreparedPerSecond();
            calibration.HashedPerSecond = HashedPerSecond();
            calibration.PixelsPerSecond = PixelsPerSecond();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scope.Dispose();
        _held?.Dispose();
        _timer.Dispose();
        _device.Dispose();
    }

    /// <summary>Has the code compiled that all operations share.</summary>
    /// <returns>Seconds.</returns>
    private double WarmReference() => Enumerable.Range(0, CallsToWarm).Sum(_ => _reference());

    /// <summary>A guess for the order of measuring: products at some 100 GFLOP/s, the rest at some GB/s.</summary>
    private static double CostOf(OperationShape operation) => operation.HasProducts ? operation.Work : operation.Work * 100;

    private double PreparedPerSecond()
    {
        Shape shape = [1280, 1280, 3, 3];
        byte[] bytes = new byte[shape.Count * sizeof(float)];
        using ArrayMemory memory = new(bytes);
        HostTensor tensor = new("calibration", memory, 0, shape, ElementType.Float32);
        double seconds = Enumerable.Range(0, 2).Min(_ => TimeOf(() => _device.PrepareConvolution("plain", tensor, null, 1, 1, 1).Dispose()));
        return bytes.Length / seconds;
    }

    private static double HashedPerSecond()
    {
        byte[] bytes = new byte[HashedBytes];
        return HashedBytes / TimeOf(() => SHA256.HashData(bytes));
    }

    private static double PixelsPerSecond()
    {
        byte[] pixels = new byte[PicturesSide * PicturesSide * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)((i * 31 % 97) + (i / 700));
        }

        Image picture = new(PicturesSide, PicturesSide, pixels);
        double seconds = Enumerable.Range(0, 2).Min(_ => TimeOf(() => PngFile.Encode(picture)));
        return PicturesSide * PicturesSide / seconds;
    }

    private static double TimeOf(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
