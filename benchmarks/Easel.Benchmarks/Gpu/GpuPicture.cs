using System.Diagnostics;
using System.Globalization;
using Easel.Cuda;
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
        using var pipeline = Pipeline.Open(model);
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
                        double first = (DateTime.Now - start - step.Elapsed).TotalSeconds;
                        report.Tell("from the process's start to the first step", first, note: string.Create(CultureInfo.InvariantCulture, $"open after {open:F2} s"));
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
}
