using Easel.Cuda;
using Easel.Cuda.Driver;
using Easel.Diffusion.Planning;
using Easel.Models;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;

namespace Easel.Diffusion.Pipelines;

/// <summary>Opens the device that a model is to run on.</summary>
internal sealed class Devices
{
    /// <summary>This machine's.</summary>
    public static Devices OfThisMachine { get; } = new();

    /// <summary>Told why a card that is there is not taken, where that was left open.</summary>
    public Action<string> Obstructed { get; init; } = _ => { };

    /// <summary>Looks for cards.</summary>
    public Func<CardSurvey> Survey { get; init; } = CardSurvey.Take;

    /// <summary>A card that was chosen before: it is opened without another look, and whatever fits.</summary>
    public CardRoom? Chosen { get; init; }

    /// <summary>Opens a card.</summary>
    public Func<CardRoom, PipelineOptions, Device> OpenCard { get; init; } = Card;

    /// <summary>Opens the processor.</summary>
    public Func<PipelineOptions, Device> OpenProcessor { get; init; } = Processor;

    /// <summary>Opens what was asked for.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="shape">The model.</param>
    /// <param name="warn">Told why a card that is there was not taken, if that was left open.</param>
    /// <returns>The device; and what was free there, if it is a card.</returns>
    /// <exception cref="GenerationException">It must be a card, and that cannot be used.</exception>
    public (Device Device, CardRoom? Room) Open(PipelineOptions options, ModelShape shape, Action<string> warn)
    {
        if (options.Device == DeviceChoice.Cpu)
        {
            return (OpenProcessor(options), null);
        }

        if (Chosen is not null)
        {
            return (OpenCard(Chosen, options), Chosen);
        }

        using CardSurvey survey = Survey();
        if (options.Device.FindIn(survey) is Card named)
        {
            return OpenNamed(survey, named, options, shape);
        }

        if (TryOpenAny(survey, options, shape, out string? obstacle) is { } opened)
        {
            return opened;
        }

        if (obstacle is not null)
        {
            string warning = $"{obstacle} The processor paints instead.";
            Obstructed(warning);
            warn(warning);
        }

        return (OpenProcessor(options), null);
    }

    private (Device, CardRoom) OpenNamed(CardSurvey survey, Card card, PipelineOptions options, ModelShape shape)
    {
        try
        {
            ProcessorOnly.Refuse(Planned(options));
            CardRoom room = Counted(RoomOn(card, survey, options, shape), options);
            room.Require(Planned(options), options.PlannedAtOnce);
            return (OpenCard(room, options), room);
        }
        catch (CudaException exception)
        {
            throw new GenerationException($"{card}: {exception.Message}", exception);
        }
    }

    /// <summary>Opens the first card that can be used and holds the run.</summary>
    /// <param name="survey">The cards.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="shape">The model.</param>
    /// <param name="obstacle">Why the first card was not taken; none if there is no card.</param>
    private (Device, CardRoom)? TryOpenAny(CardSurvey survey, PipelineOptions options, ModelShape shape, out string? obstacle)
    {
        obstacle = survey.HasTrouble ? survey.Obstacle : null;
        foreach (Card card in survey.Cards)
        {
            string? reason = card.Obstacle ?? Preference(card, options);
            try
            {
                CardRoom? room = reason is null ? Counted(RoomOn(card, survey, options, shape), options) : null;
                reason ??= (options.ForecastMemory == 0 ? room! with { Forecast = null } : room!).Lack(Planned(options), options.PlannedAtOnce);
                if (reason is null)
                {
                    return (OpenCard(room!, options), room!);
                }
            }
            catch (CudaException exception)
            {
                reason = $"{card} cannot be used: {exception.Message}";
            }

            obstacle ??= reason;
        }

        return null;
    }

    /// <summary>Why the processor is to be preferred to a card, if nothing else is said.</summary>
    private static string? Preference(Card card, PipelineOptions options)
    {
        if (options.Precision == Precision.Full)
        {
            return $"{card} is not used: --precision full gives the same bytes on every machine, and a card rounds otherwise; --device cuda uses it all the same.";
        }

        return ProcessorOnly.PartOf(Planned(options).Approximations) is string part
            ? $"{card} is not used: '{part}' (--fast) is computed on the processor only."
            : null;
    }

    private static CardRoom RoomOn(Card card, CardSurvey survey, PipelineOptions options, ModelShape shape)
    {
        (long free, long total) = survey.MemoryOf(card);
        return new CardRoom(card, free, total, shape, options.Precision) { Forecast = options.ForecastMemory };
    }

    /// <summary>Counts what the planned run takes, where the estimate, which lies above, says that it does not fit.</summary>
    private static CardRoom Counted(CardRoom room, PipelineOptions options)
    {
        if (room.Forecast is not null || options.Planned is not { Batches.Count: > 0 } planned || room.Lack(planned, options.PlannedAtOnce) is null)
        {
            return room;
        }

        CardRoom counted = room with
        {
            Forecast = RunCounter.BytesOnCard(options, planned, room) + CardOverhead.Context + CardOverhead.Kernels,
            Counted = RunSize.Of(planned, options.PlannedAtOnce),
        };
        return counted.Lack(planned, options.PlannedAtOnce) is null ? counted : room;
    }

    private static ImageRequest Planned(PipelineOptions options) => options.Planned ?? new ImageRequest { Batches = [] };

    private static CudaDevice Card(CardRoom room, PipelineOptions options) => CudaDevice.Open(room.Card.Index, options.Precision, UserCache.Kernels, options.BandMemory, LimitOf(options));

    /// <summary>Bytes that a device should hold at most.</summary>
    internal static long LimitOf(PipelineOptions options) => options.CardLimit is long limit ? Math.Max(0, limit - CardOverhead.Context - CardOverhead.Kernels) : long.MaxValue;

    private static CpuDevice Processor(PipelineOptions options) => new(options.Threads, options.Precision, options.HasLowPriority)
    {
        Quantizes = options.UsesInt8 ? QuantizedLayers.Include : null,
        BandLimit = options.BandMemory,
    };
}
