using System.Diagnostics;
using System.Globalization;
using Easel.Diffusion.Pipelines;
using Easel.Tensors;

namespace Easel.Benchmarks;

/// <summary>A whole picture: load, text, steps, decoding; by default with the model that comes with Easel, in its own size and steps.</summary>
internal static class PictureBenchmark
{
    private const string Prompt = "a red circle on a blue background";

    public static void Run(BenchmarkOptions options)
    {
        foreach (Precision precision in options.Precisions)
        {
            Machine.ResetPeakMemory();
            Parts[] rounds = [.. Enumerable.Range(0, options.Rounds).Select(_ => Paint(options, precision)).OrderBy(parts => parts.Whole)];
            Parts median = rounds[rounds.Length / 2];

            Report report = new("image", precision, median.Whole, null, null, Machine.PeakMemory());
            report.Tell(options, string.Create(
                CultureInfo.InvariantCulture,
                $"  load {median.Load:F2} s, {median.Steps.Count} steps of {median.Step:F3} s (median), text and decoding {median.Whole - median.Load - median.Steps.Sum():F2} s; {rounds[0].Whole:F2} to {rounds[^1].Whole:F2} s\n  weights {median.Weights / 1e9:F2} GB; activations at most {median.StepActivations / 1e9:F2} GB until the last step, {median.Activations / 1e9:F2} GB in all"));
        }
    }

    private static Parts Paint(BenchmarkOptions options, Precision precision)
    {
        long start = Stopwatch.GetTimestamp();
        using var pipeline = Pipeline.Open(options.Model(precision));
        double load = Stopwatch.GetElapsedTime(start).TotalSeconds;
        List<double> steps = [];
        long stepActivations = 0;
        foreach (StepUpdate step in pipeline.Run(options.Request(Prompt)).OfType<StepUpdate>())
        {
            steps.Add(step.Elapsed.TotalSeconds);
            stepActivations = pipeline.Memory.Activations;
        }

        return new Parts(load, steps, Stopwatch.GetElapsedTime(start).TotalSeconds, pipeline.Memory.Weights, stepActivations, pipeline.Memory.Activations);
    }

    /// <summary>Seconds of one picture, and the bytes that its tensors took.</summary>
    private sealed record Parts(double Load, List<double> Steps, double Whole, long Weights, long StepActivations, long Activations)
    {
        public double Step => Steps.Order().ElementAt(Steps.Count / 2);
    }
}
