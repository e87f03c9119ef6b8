using System.Globalization;
using Easel.Cuda;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Diffusion.Safety;
using Easel.Tensors;

namespace Easel.Diffusion.Planning;

/// <summary>Tells what a run takes, and finds what to give up where it must take less.</summary>
public sealed class RunForecaster
{
    // Measured: VmHWM of whole commands beyond weights and activations, docs/plan.md.
    private const long RuntimeBytes = 78_000_000;
    private const long EncoderCodeBytes = 4_000_000;
    private const long BytesPerPicture = 2_000_000;
    private const int MostPictures = 4; // then what is left of earlier ones is collected
    private const long ThreadBytes = 3_000_000;
    private const long BytesPerPixel = 50;
    private const long MostForPixels = 32_000_000;

    // A promise has room to spare: the forecast is within so much of what was measured.
    private const double Margin = 1.04;

    // Steps do not change a peak, but for the first few, which earlier predictions are kept of.
    private const int StepsForPeak = 6;

    // .NET compiles what is called often a second time, beside the run: measured of pocket with one thread, processor seconds beyond what was planned, over those of the
    // start, which are compilation too: 0.4 of 1 s after 10 steps, 1.1 to 1.3 after 60 and after 260.
    private const double CompiledAtOnce = 0.3;
    private const double CompiledLater = 0.9;
    private const double StepsUntilCompiled = 60;

    private readonly Devices _machine;
    private readonly IReadOnlyList<(ImageRequest Request, long Times)> _requests;
    private readonly (OperationTally Operations, long Weights, long Peak)? _checker;

    // Once a run was counted, its device is known.
    private PipelineOptions _options;
    private Devices? _chosen;

    /// <summary>Of one pipeline's requests.</summary>
    /// <param name="options">Which model, and how it is opened.</param>
    /// <param name="requests">What is painted, one or more, and how often.</param>
    /// <param name="checker">The safety checker's place; none without one.</param>
    public RunForecaster(PipelineOptions options, IReadOnlyList<(ImageRequest Request, long Times)> requests, string? checker = null)
        : this(options, requests, checker, Devices.OfThisMachine)
    {
    }

    /// <inheritdoc cref="RunForecaster(PipelineOptions, IReadOnlyList{ValueTuple{ImageRequest, long}}, string)"/>
    /// <param name="options">Which model, and how it is opened.</param>
    /// <param name="requests">What is painted, one or more, and how often.</param>
    /// <param name="checker">The safety checker's place; none without one.</param>
    /// <param name="machine">Whose cards are looked for.</param>
    internal RunForecaster(PipelineOptions options, IReadOnlyList<(ImageRequest Request, long Times)> requests, string? checker, Devices machine)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(requests);
        _options = options;
        _requests = requests;
        _machine = new Devices { Survey = machine.Survey, Obstructed = obstacle => Obstacle = obstacle };
        _checker = checker is null ? null : SafetyChecker.Count(checker);
    }

    /// <summary>Why a card that is there is not taken, once a run was counted and if that was left open.</summary>
    public string? Obstacle { get; private set; }

    /// <summary>How a pipeline is opened that gives something up.</summary>
    public static PipelineOptions With(PipelineOptions options, MemoryEconomy economy)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(economy);
        return options with
        {
            BandMemory = economy.NarrowBands ? 0 : options.BandMemory,
            ReleasesTextEncoder = economy.ReleasesTextEncoder,
            PlannedAtOnce = economy.PicturesAtOnce > 0 ? economy.PicturesAtOnce : options.PlannedAtOnce,
        };
    }

    /// <summary>What the run takes, without seconds.</summary>
    /// <param name="economy">What it gives up.</param>
    /// <param name="warn">Told of what is odd but no obstacle.</param>
    /// <exception cref="Checkpoints.CheckpointException">The checkpoint cannot be used.</exception>
    /// <exception cref="GenerationException">Something else that the run needs is missing, or a request does not fit the model.</exception>
    public RunForecast Forecast(MemoryEconomy economy, Action<string>? warn = null) => Forecast(economy, _requests, warn);

    /// <summary>The least that is given up so that the run stays below a limit.</summary>
    /// <param name="limit">Bytes of the processor's memory, or of the card's if one is taken, which must have them free.</param>
    /// <exception cref="GenerationException">Nothing would do; the message says how many bytes are needed.</exception>
    public MemoryEconomy Within(long limit)
    {
        (ImageRequest Request, long Times)[] brief = [.. _requests.Select(request => (request.Request with { Steps = Math.Min(request.Request.Steps, StepsForPeak) }, request.Times))];
        int most = _requests.Max(request => request.Request.Batches.Max(batch => batch.Count));
        (MemoryEconomy Economy, MemoryParts Memory)? least = null;
        foreach (MemoryEconomy economy in MemoryEconomy.InOrder(most))
        {
            MemoryParts memory = Forecast(economy, brief, warn: null).Memory;
            if (Promised(memory) <= Math.Min(limit, Room is CardRoom card ? card.Free + CardOverhead.Context : long.MaxValue))
            {
                return economy;
            }

            least = least is { } best && best.Memory.Total <= memory.Total ? best : (economy, memory);
        }

        (MemoryEconomy given, MemoryParts parts) = least!.Value;
        string tried = given.Describe() is string words ? $" even where {words}" : "";
        if (Room is CardRoom room && Promised(parts) <= limit)
        {
            throw new GenerationException(
                $"{room.Card} has {Show(room.Free)} of its {Show(room.Total)} free, but the run takes about {Show(parts.Total - CardOverhead.Context)}{tried}. "
                + $"Close other programs that use it (nvidia-smi lists them). {Advice()}");
        }

        throw new GenerationException(
            $"--max-memory: {Show(limit)}{(Room is null ? "" : $" of {Room.Card}")} are too little for this run: it takes about {Show(parts.Total)}{tried} ({Show(parts.Weights)} weights, {Show(parts.Activations)} activations, "
            + $"{Show(parts.Program + parts.Checker)} {(Room is null ? "program" : "driver")}{(parts.Checker > 0 ? " and safety checker" : "")}). The smallest that would do: --max-memory {Smallest(Promised(parts))}. "
            + Advice());
    }

    /// <summary>Seconds on a machine.</summary>
    /// <param name="forecast">What the run takes.</param>
    /// <param name="calibration">The machine.</param>
    /// <param name="around">What it does besides computing.</param>
    /// <param name="pace">How the machine is doing now: <see cref="Calibrator.Glance"/>.</param>
    public TimeParts SecondsOf(RunForecast forecast, Calibration calibration, RunSurroundings around, MachinePace pace)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        ArgumentNullException.ThrowIfNull(calibration);
        ArgumentNullException.ThrowIfNull(around);

        double prepared = _options.WeightCache is null ? forecast.Count.WeightsPrepared * (_options.Precision == Precision.Full ? 1 : 2) / calibration.PreparedPerSecond : 0;
        OperationCost loading = new(prepared / calibration.Gain, prepared);
        OperationCost painting = calibration.CostOf(forecast.Count.Painting);

        // A thread that hashes takes its share of the processors while steps are made, and the first picture waits for it.
        double hashing = around.HashedBytes / calibration.HashedPerSecond;
        painting = new OperationCost(Math.Max(painting.Seconds + (forecast.Device.Card is null ? hashing / calibration.Gain : 0), hashing), painting.Work + hashing);
        OperationCost decoding = calibration.CostOf(forecast.Count.Decoding);
        OperationCost checking = calibration.CostOf(forecast.Count.Checking);
        double files = around.WrittenPixels / calibration.PixelsPerSecond;
        double compiling = calibration.WarmUp + (around.StartWork * (CompiledAtOnce + (CompiledLater * Math.Min(1, forecast.Count.Steps / StepsUntilCompiled))));
        OperationCost compiled = new(compiling / calibration.Gain, compiling);
        OperationCost computed = loading + painting + decoding + checking + compiled + new OperationCost(files, files);
        return new TimeParts(
            around.StartSeconds + (compiled.Seconds * pace.Busy),
            around.ReadingSeconds + (loading.Seconds * pace.Busy),
            painting.Seconds * pace.Busy,
            decoding.Seconds * pace.Busy,
            checking.Seconds * pace.Busy,
            files * pace.Busy)
        {
            Busy = pace.Busy,
            Undisturbed = Math.Min(around.StartSeconds, around.StartWork) + around.ReadingSeconds + computed.Seconds,
            Processor = forecast.Device.Card is null ? around.StartWork + (computed.Work * pace.Slow) : null,
        };
    }

    private RunForecast Forecast(MemoryEconomy economy, IReadOnlyList<(ImageRequest Request, long Times)> requests, Action<string>? warn)
    {
        (RunCount count, CardRoom? room) = RunCounter.Count(
            With(_options, economy), requests, new RunOptions { PicturesAtOnce = economy.PicturesAtOnce }, warn ?? (_ => { }), _chosen ?? _machine);
        DeviceChoice device = room is null ? DeviceChoice.Cpu : DeviceChoice.Cuda(room.Card.Index);
        _options = _options with { Device = device };
        _chosen ??= new Devices { Survey = _machine.Survey, Chosen = room };
        if (_checker is { } checker)
        {
            count.Checking.Add(checker.Operations, count.Pictures);
        }

        int threads = _options.Threads == 0 ? Environment.ProcessorCount : _options.Threads;
        long program = RuntimeBytes + (threads * ThreadBytes)
            + (requests.Any(request => request.Request.Initial is not null) ? EncoderCodeBytes : 0)
            + (Math.Min(MostPictures, count.Pictures - 1) * BytesPerPicture)
            + Math.Min(MostForPixels, count.PixelsAtOnce * BytesPerPixel);
        MemoryParts memory = device.Card is null
            ? new MemoryParts(count.Weights, count.Peak - count.Weights, _checker?.Peak ?? 0, program)
            : new MemoryParts(count.CardWeights, count.CardPeak - count.CardWeights, 0, CardOverhead.Context + CardOverhead.Kernels);
        return new RunForecast(count, device) { Economy = economy, Memory = memory };
    }

    private CardRoom? Room => _chosen?.Chosen;

    /// <summary>What a promise for a forecast must allow. What a card is asked for is counted, not estimated.</summary>
    private double Promised(MemoryParts memory) => memory.Total * (Room is null ? Margin : 1);

    /// <summary>What the user can do that changes the picture, or how it is computed.</summary>
    private string Advice()
    {
        List<string> ways = [];
        if (_options.Precision == Precision.Full)
        {
            ways.Add("--precision autocast takes half for the weights");
        }

        ways.Add("smaller pictures take less");
        if (Room is not null)
        {
            ways.Add("--device cpu takes none of the card");
        }
        else if (!_options.UsesInt8)
        {
            ways.Add("--fast int8 halves most weights and changes the picture a little");
        }

        return $"Otherwise: {string.Join("; ", ways)}.";
    }

    /// <summary>A number of bytes as --max-memory takes it, rounded up.</summary>
    private static string Smallest(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(bytes / 1e6)}M");

    private static string Show(long bytes)
        => bytes < 1e9 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F0} MB") : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F2} GB");
}
