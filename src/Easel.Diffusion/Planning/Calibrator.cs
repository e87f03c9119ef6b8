using System.Diagnostics;
using System.Security.Cryptography;
using Easel.Cuda;
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
    private const double SecondsOfBusyGlance = 1.5;
    private const double BusyGlance = 1.3;
    private const int LeastReferences = 20;
    private const int CallsToWarm = 4;
    private const int MostTeamReferences = 60;

    // Two threads are 1.90 times as fast as one: docs/performance.md, Threads. Taken where the machine is too busy for both at once.
    private const double UsualShare = 0.95;

    // Of the processors' time while all threads compute: with less of it some had to wait.
    private const double Undivided = 0.9;
    private const double LeastSlow = 0.7;
    private const double MostSlow = 2;
    private const double MostBusy = 20;

    private readonly Device _device;
    private readonly Device? _single;
    private readonly int _threads;
    private readonly OperationTimer _timer;
    private readonly Scope _scope;
    private readonly Scope? _singleScope;
    private readonly (Func<double> Once, IDisposable? Held) _team;
    private readonly (Func<double> Once, IDisposable? Held) _one;
    private readonly List<double> _references = [];

    /// <summary>Opens what is measured.</summary>
    /// <param name="device">Which it is; not to be decided by itself.</param>
    /// <param name="precision">What it may round.</param>
    /// <param name="threads">Of a processor; all if 0.</param>
    public Calibrator(DeviceChoice device, Precision precision, int threads)
    {
        _device = device.Card is int card ? CudaDevice.Open(card, precision, UserCache.Kernels) : Processor(threads, precision);
        _threads = threads == 0 ? Environment.ProcessorCount : threads;
        _single = device.Card is null ? Processor(1, precision) : null;
        _timer = new OperationTimer(_device, _single);
        _scope = _device.BeginScope();
        _singleScope = _single?.BeginScope();
        _team = _timer.Keep(Reference);
        _one = _timer.KeepSingle(Reference);
    }

    /// <summary>How the machine is doing now: how fast it computes, and how long it lets this program wait.</summary>
    /// <param name="calibration">What it did.</param>
    public MachinePace Glance(Calibration calibration)
    {
        ArgumentNullException.ThrowIfNull(calibration);

        WarmReference();
        List<double> works = [];
        (double seconds, double computed) = (0, 0);
        while (seconds < SecondsOfGlance || (seconds < SecondsOfBusyGlance && Waiting() > BusyGlance))
        {
            double before = ProcessorClock.Now;
            seconds += _team.Once();
            computed += ProcessorClock.Now - before;
            works.Add(_one.Once());
        }

        double slow = Math.Clamp(OperationTimer.Undisturbed(works) / calibration.Reference.Work, LeastSlow, MostSlow);
        return new MachinePace(Math.Clamp(slow * Waiting(), slow, MostBusy), slow);

        // What all threads would have computed in the time, over what they did; of a card, whose time cannot be told apart, there is no waiting but slowness.
        double Waiting() => _single is null || !ProcessorClock.LeavesOutWaiting || computed <= 0 ? 1 : Undivided * _threads * seconds / computed;
    }

    /// <summary>Measures what a run does and is not known yet: what takes most first, until time is up.</summary>
    /// <param name="calibration">What is known; grows.</param>
    /// <param name="wanted">What the run does.</param>
    /// <param name="seconds">How many processor seconds at most, about; three times as many where other programs take turns.</param>
    public void Measure(Calibration calibration, OperationTally wanted, double seconds)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        ArgumentNullException.ThrowIfNull(wanted);

        (double start, long begun) = (ProcessorClock.Now, Stopwatch.GetTimestamp());
        OperationShape[] missing = [.. wanted.Counts.Where(pair => !calibration.Measured.ContainsKey(pair.Key)).OrderByDescending(pair => CostOf(pair.Key) * pair.Value).Select(pair => pair.Key)];
        if (missing.Length == 0)
        {
            return;
        }

        bool isNew = calibration.Measured.Count == 0;
        double warming = WarmReference();
        if (isNew)
        {
            double work = OperationTimer.Undisturbed([.. Enumerable.Range(0, LeastReferences).Select(_ => _one.Once())]);
            calibration.Reference = new OperationCost(work / Gain(work), work);
        }

        List<(OperationShape Operation, OperationCost Cost)> measured = [];
        _timer.Gain = calibration.Gain;
        foreach (OperationShape operation in missing)
        {
            if (ProcessorClock.Now - start > seconds || Stopwatch.GetElapsedTime(begun).TotalSeconds > seconds * 3)
            {
                break;
            }

            _references.Add(_one.Once());
            measured.Add((operation, _timer.Measure(operation)));
        }

        double now = OperationTimer.Undisturbed(_references);
        if (isNew)
        {
            calibration.Reference = new OperationCost(now / calibration.Gain, now);
            calibration.WarmUp = _timer.WarmUp + Math.Max(0, warming - (CallsToWarm * now));
            calibration.PreparedPerSecond = PreparedPerSecond();
            calibration.HashedPerSecond = HashedPerSecond();
            calibration.PixelsPerSecond = PixelsPerSecond();
        }

        // The processor's speed may be another than when the first were measured.
        double scale = Math.Clamp(calibration.Reference.Work / now, 1 / MostSlow, 1 / LeastSlow);
        foreach ((OperationShape operation, OperationCost cost) in measured)
        {
            calibration.Add(operation, cost * scale);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scope.Dispose();
        _singleScope?.Dispose();
        _team.Held?.Dispose();
        _one.Held?.Dispose();
        _timer.Dispose();
        _device.Dispose();
        _single?.Dispose();
    }

    /// <summary>Has the code compiled that all operations share.</summary>
    /// <returns>Processor seconds of one of the threads.</returns>
    private double WarmReference()
    {
        _ = Enumerable.Range(0, CallsToWarm).Sum(_ => _team.Once());
        return Enumerable.Range(0, CallsToWarm).Sum(_ => _one.Once());
    }

    /// <summary>How many times as fast all threads are as one.</summary>
    private double Gain(double work)
    {
        if (_single is null || _threads == 1)
        {
            return 1;
        }

        (double least, double share) = (double.MaxValue, 0);
        for (int i = 0; i < MostTeamReferences; i++)
        {
            double before = ProcessorClock.Now;
            double seconds = _team.Once();
            if (seconds < least)
            {
                (least, share) = (seconds, (ProcessorClock.Now - before) / seconds / _threads);
            }
        }

        return !ProcessorClock.LeavesOutWaiting || share >= Undivided ? Math.Clamp(work / least, 1, _threads) : _threads * UsualShare;
    }

    private static CpuDevice Processor(int threads, Precision precision) => new(threads, precision) { Quantizes = name => name == OperationTimer.Quantized };

    /// <summary>A guess for the order of measuring: products at some 100 GFLOP/s, the rest at some GB/s.</summary>
    private static double CostOf(OperationShape operation) => operation.HasProducts ? operation.Work : operation.Work * 100;

    private double PreparedPerSecond()
    {
        Shape shape = [1280, 1280, 3, 3];
        byte[] bytes = new byte[shape.Count * sizeof(float)];
        using ArrayMemory memory = new(bytes);
        HostTensor tensor = new("calibration", memory, 0, shape, ElementType.Float32);
        double seconds = Enumerable.Range(0, 2).Min(_ => ProcessorClock.Of(() => (_single ?? _device).PrepareConvolution("plain", tensor, null, 1, 1, 1).Dispose()));
        return bytes.Length / seconds;
    }

    private static double HashedPerSecond()
    {
        byte[] bytes = new byte[HashedBytes];
        return HashedBytes / ProcessorClock.Of(() => SHA256.HashData(bytes));
    }

    private static double PixelsPerSecond()
    {
        byte[] pixels = new byte[PicturesSide * PicturesSide * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)((i * 31 % 97) + (i / 700));
        }

        Image picture = new(PicturesSide, PicturesSide, pixels);
        double seconds = Enumerable.Range(0, 2).Min(_ => ProcessorClock.Of(() => PngFile.Encode(picture)));
        return PicturesSide * PicturesSide / seconds;
    }
}
