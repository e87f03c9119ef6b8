using System.Diagnostics;
using System.Globalization;
using Easel.Cuda;
using Easel.Cuda.Translation;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Planning;

namespace Easel.Benchmarks.Gpu;

/// <summary>A whole picture on a card: text, steps, decoding, pixels on the host.</summary>
internal static class GpuPicture
{
    private const string Prompt = "a photograph of an astronaut riding a horse";

    public static void Run(GpuOptions options)
    {
        DateTime start = Process.GetCurrentProcess().StartTime;
        PipelineOptions model = options.Checkpoint is null
            ? (PocketModel.Find() ?? throw new FileNotFoundException($"{PocketModel.Folder} has no model: name one with --ckpt FILE.")).Options
            : new PipelineOptions { Checkpoint = options.Checkpoint, Vocabulary = options.Vocabulary };
        model = model with { Device = DeviceChoice.Cuda(options.Card) };
        CudaDevice? device = null;
        Devices devices = new() { OpenCard = (room, asked) => device = CudaDevice.Open(room.Card.Index, asked.Precision, TranslationOf(options), asked.BandMemory, Devices.LimitOf(asked)) };
        using var pipeline = Pipeline.Open(model, _ => { }, devices);
        double open = (DateTime.Now - start).TotalSeconds;
        ImageRequest request = new() { Batches = [[.. Enumerable.Repeat(Prompt, options.Batch)]], Steps = options.Steps, Width = options.Side, Height = options.Side };

        GpuReport report = new(options, pipeline.Model.Device);
        List<double> pictures = [];
        List<double> steps = [];
        for (int round = 0; round <= options.Rounds; round++)
        {
            long began = Stopwatch.GetTimestamp();
            foreach (RunUpdate update in pipeline.Run(request))
            {
                if (update is StepUpdate step)
                {
                    if (round == 0 && steps.Count == 0)
                    {
                        double end = (DateTime.Now - start).TotalSeconds;
                        report.Tell("from the process's start to the first step", end - step.Elapsed.TotalSeconds, note: string.Create(CultureInfo.InvariantCulture, $"open after {open:F2} s"));
                        report.Tell("from the process's start to its end", end);
                        TellKernels(report, "kernels until then", device!.Translations);
                    }

                    steps.Add(step.Elapsed.TotalSeconds);
                }
            }

            if (round == 0)
            {
                // Warm-up: recordings are made.
                steps.Clear();
                continue;
            }

            pictures.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
        }

        TellKernels(report, "kernels in all", device!.Translations);
        double median = pictures.Order().ElementAt(pictures.Count / 2);
        report.Tell(
            $"picture {options.Side}x{options.Side}, batch {options.Batch}, {options.Steps} steps", median,
            note: string.Create(CultureInfo.InvariantCulture, $"{options.Batch / median:F2} pictures/s; a step {steps.Order().ElementAt(steps.Count / 2) * 1e3:F2} ms (median); {pictures.Min():F3} to {pictures.Max():F3} s"));
        CardUse use = pipeline.CardUse!;
        pipeline.Dispose();
        TellMemory(report, new RunForecaster(model, [(request, 1)]).Forecast(MemoryEconomy.None).Memory, use);
    }

    /// <summary>What was planned of the card's memory, and what it was: both together are right if others leave the card alone.</summary>
    private static void TellMemory(GpuReport report, MemoryParts planned, CardUse use)
    {
        report.TellBytes("card memory planned", planned.Total, $"{planned.Weights / 1e6:F0} MB weights, {planned.Activations / 1e6:F0} MB activations and buffers, {planned.Program / 1e6:F0} MB driver (CardOverhead)");
        report.TellBytes("card memory asked for at the peak", use.Held, $"planned {(planned.Weights + planned.Activations) / 1e6:F0} MB");
        report.TellBytes("card memory in use then, nvidia-smi's used", use.Used, $"{use.UsedWhenOpened / 1e6:F0} MB when the device was opened; beyond what was asked for {(use.Used - use.Held) / 1e6:F0} MB");
    }

    private static TranslationSettings TranslationOf(GpuOptions options) => options.Translate switch
    {
        "driver" => TranslationSettings.ByDriver,
        "wanted" => new TranslationSettings { Folder = UserCache.Kernels },
        _ => TranslationSettings.Usual(UserCache.Kernels),
    };

    /// <summary>Seconds of all translations, one added to the other, and what became of the kernels.</summary>
    private static void TellKernels(GpuReport report, string bench, TranslationCount count) => report.Tell(
        bench, count.Seconds,
        note: string.Create(CultureInfo.InvariantCulture, $"translated {count.Translated}, the last {count.Until:F2} s after the card was opened; kept from before {count.Kept}; wanted {count.Loaded}, which were waited for {count.Waited:F2} s"));
}
