using Easel.Cuda;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Prompts;
using Easel.Diffusion.Runs;
using Easel.Models;
using Easel.Models.UNet;
using Easel.Tensors.Backends.Meta;

namespace Easel.Diffusion.Planning;

/// <summary>
/// Counts a run by doing it on a <see cref="MetaDevice"/>: the same code with the same errors, but nothing is computed and no weight is read. So nothing that a run does
/// has to be described a second time: samplers, guidance, long prompts, approximations, bands. Of a run on a card it is done a second time, on a card that is planned for only:
/// <see cref="CudaDevice.Plan"/>.
/// </summary>
public static class RunCounter
{
    private const string FirstLayer = $"{ModelNames.UNet}.input_blocks.0.0";

    /// <summary>Counts requests that one pipeline paints, one after the other.</summary>
    /// <param name="options">Which model, and how it is opened.</param>
    /// <param name="requests">What is painted, and how often.</param>
    /// <param name="run">How the batches are painted.</param>
    /// <param name="warn">Told of what is odd but no obstacle, as <see cref="Pipeline.Open(PipelineOptions, Action{string}?)"/> tells it.</param>
    /// <returns>The count, and the device that the run would take.</returns>
    /// <exception cref="Checkpoints.CheckpointException">The checkpoint cannot be used.</exception>
    /// <exception cref="Models.ConfigException">The config cannot be used.</exception>
    /// <exception cref="GenerationException">Something else that the run needs is missing, or a request does not fit the model.</exception>
    public static (RunCount Count, DeviceChoice Device) Count(PipelineOptions options, IReadOnlyList<(ImageRequest Request, long Times)> requests, RunOptions run, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(warn);

        (RunCount count, CardRoom? room) = Count(options, requests, run, warn, Devices.OfThisMachine);
        return (count, room is null ? DeviceChoice.Cpu : DeviceChoice.Cuda(room.Card.Index));
    }

    /// <inheritdoc cref="Count(PipelineOptions, IReadOnlyList{ValueTuple{ImageRequest, long}}, RunOptions, Action{string})"/>
    /// <param name="options">Which model, and how it is opened.</param>
    /// <param name="requests">What is painted, and how often.</param>
    /// <param name="run">How the batches are painted.</param>
    /// <param name="warn">Told of what is odd but no obstacle.</param>
    /// <param name="machine">Whose cards are looked for.</param>
    /// <returns>The count, and the card that the run would take; none if the processor.</returns>
    internal static (RunCount Count, CardRoom? Room) Count(
        PipelineOptions options, IReadOnlyList<(ImageRequest Request, long Times)> requests, RunOptions run, Action<string> warn, Devices machine)
    {
        CardRoom? taken = null;
        Devices devices = new()
        {
            Survey = machine.Survey,
            Chosen = machine.Chosen,
            Obstructed = machine.Obstructed,
            OpenProcessor = asked => new MetaDevice(asked.Precision) { Quantizes = asked.UsesInt8 ? QuantizedLayers.Include : null, BandLimit = asked.BandMemory },
            OpenCard = (room, asked) =>
            {
                taken = room;
                return new MetaDevice(asked.Precision);
            },
        };
        RunCount count = new();
        using (var pipeline = Pipeline.Open(options with { WeightCache = null }, warn, devices))
        {
            MetaDevice device = (MetaDevice)pipeline.Device;
            count.Weights = device.Memory.Weights;
            foreach ((ImageRequest request, long times) in requests)
            {
                Count(pipeline, device, request, times, run, count, warn);
            }

            count.WeightsPrepared = device.WeightsPrepared;
            count.Peak = device.Peak;
        }

        if (taken is not null)
        {
            CountCard(options, requests, run, count, taken);
        }

        return (count, taken);
    }

    /// <summary>Bytes that a card is asked for at most for one request.</summary>
    internal static long BytesOnCard(PipelineOptions options, ImageRequest request, CardRoom room)
    {
        RunCount count = new();
        CountCard(options, [(request, 1)], new RunOptions { PicturesAtOnce = options.PlannedAtOnce }, count, room);
        return count.CardPeak;
    }

    /// <summary>Counts what a card is asked for, by the code that asks it.</summary>
    private static void CountCard(PipelineOptions options, IReadOnlyList<(ImageRequest Request, long Times)> requests, RunOptions run, RunCount count, CardRoom room)
    {
        Devices devices = new()
        {
            Chosen = room with { Forecast = 0, Counted = null },
            OpenCard = (chosen, asked) => CudaDevice.Plan(chosen.Card, chosen.Free, asked.Precision, asked.BandMemory, Devices.LimitOf(asked)),
        };
        using var pipeline = Pipeline.Open(options with { WeightCache = null }, _ => { }, devices);
        CudaDevice card = (CudaDevice)pipeline.Device;
        count.CardWeights = card.Memory.Weights;
        foreach ((ImageRequest request, _) in requests)
        {
            foreach (RunUpdate _ in pipeline.Run(Reduced(request, FormsOf(request)), run))
            {
            }
        }

        count.CardPeak = card.Use.Held;
    }

    private static void Count(Pipeline pipeline, MetaDevice device, ImageRequest request, long times, RunOptions run, RunCount count, Action<string> warn)
    {
        (long calls, long evaluations) = (0, 0);
        Action<string, Tensors.Tensor>? before = device.Observer;
        device.Observer = (layer, output) =>
        {
            if (layer == FirstLayer)
            {
                calls++;
                evaluations += output.Shape[0];
            }
        };

        // Batches of the same form do the same: the first, which may begin the run, is counted by itself, and so is the first iteration.
        List<(IReadOnlyList<string> Batch, long Times)> forms = FormsOf(request);
        ImageRequest reduced = Reduced(request, forms);
        Dictionary<OperationShape, long> seen = new(device.Operations);
        foreach (RunUpdate update in pipeline.Run(reduced, run))
        {
            if (update is WarningUpdate warning)
            {
                warn(warning.Message);
                continue;
            }

            (int iteration, int batch) = update switch { StepUpdate step => (step.Iteration, step.Batch), ImageUpdate image => (image.Iteration, image.Batch), _ => (0, 0) };
            long weight = times * forms[batch].Times * (iteration == 0 ? 1 : request.Iterations - 1);
            OperationTally part = update is ImageUpdate ? count.Decoding : count.Painting;
            foreach ((OperationShape operation, long done) in device.Operations)
            {
                long more = done - seen.GetValueOrDefault(operation);
                if (more > 0)
                {
                    part.Add(operation, (double)more * weight);
                    seen[operation] = done;
                }
            }

            count.Steps += update is StepUpdate ? weight : 0;
            count.Pictures += update is ImageUpdate ? weight : 0;
            count.Calls += calls * weight;
            count.Evaluations += evaluations * weight;
            (calls, evaluations) = (0, 0);
        }

        device.Observer = before;
        count.PixelsAtOnce = Math.Max(count.PixelsAtOnce, (long)request.Width * request.Height * request.Batches.Max(batch => batch.Count));
    }

    /// <summary>A request in which each form stands once in an iteration.</summary>
    private static ImageRequest Reduced(ImageRequest request, List<(IReadOnlyList<string> Batch, long Times)> forms) => request with
    {
        Batches = [.. forms.Select(form => form.Batch)],
        Iterations = Math.Min(2, request.Iterations),
        NoiseBatch = request.NoiseBatch > 0 ? request.NoiseBatch : request.Batches.Max(batch => batch.Count),
    };

    /// <summary>The batches that differ in what is computed for them, and how often each is painted in an iteration.</summary>
    private static List<(IReadOnlyList<string> Batch, long Times)> FormsOf(ImageRequest request)
    {
        List<(IReadOnlyList<string> Batch, long Times)> forms = [(request.Batches[0], 1)];
        foreach (IGrouping<string, IReadOnlyList<string>> form in request.Batches.Skip(1).GroupBy(batch => FormOf(request, batch)))
        {
            forms.Add((form.First(), form.Count()));
        }

        return forms;
    }

    /// <summary>Prompts are literal, and all alike; or have commands, which make them differ: by their number of texts and chunks, and those that change on the way by all of their text.</summary>
    private static string FormOf(ImageRequest request, IReadOnlyList<string> batch) => request.Syntax == PromptSyntax.Literal
        ? $"{batch.Count}"
        : string.Join('|', batch.Select(prompt => prompt.Contains('[', StringComparison.Ordinal)
            ? prompt
            : $"{string.Join(',', SubPrompt.Of(prompt).Select(part => part.Weight))} {RunSize.Of(request with { Batches = [[prompt]] }).PromptChunks}"));
}
