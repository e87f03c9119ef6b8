using System.Diagnostics;
using System.Globalization;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;

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
        using var pipeline = Pipeline.Open(model with { Device = DeviceChoice.Cuda(options.Card) });
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
    }
}
