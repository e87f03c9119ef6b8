using System.Diagnostics;
using System.Globalization;
using Easel.Diffusion;
using Easel.Diffusion.Journals;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Tensors;

namespace Easel.Benchmarks;

/// <summary>
/// What a journal costs: pictures in turn with and without one, step by step. A state is copied by the painter, which shows in the step, and written by the caller, which is timed
/// by itself; here one after the other, in a program beside the next step.
/// </summary>
internal static class JournalBenchmark
{
    private const string Prompt = "a red circle on a blue background";

    public static void Run(BenchmarkOptions options)
    {
        foreach (Precision precision in options.Precisions)
        {
            using var pipeline = Pipeline.Open(options.Model(precision));
            ImageRequest request = options.Request(Prompt);
            string folder = Directory.CreateTempSubdirectory("easel-journal-").FullName;
            try
            {
                Measure(options, precision, pipeline, request, Path.Combine(folder, JournalName.Create(DateTimeOffset.UtcNow)));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static void Measure(BenchmarkOptions options, Precision precision, Pipeline pipeline, ImageRequest request, string folder)
    {
        List<double> plain = [];
        List<double> telling = [];
        List<double> writing = [];
        using var journal = Journal.Create(folder, _ => [1]);
        for (int round = 0; round < options.Rounds; round++)
        {
            plain.AddRange(pipeline.Run(request).OfType<StepUpdate>().Skip(1).Select(step => step.Elapsed.TotalSeconds));
            foreach (StepUpdate step in pipeline.Run(request, new RunOptions { TellsPositions = true }).OfType<StepUpdate>())
            {
                long begun = Stopwatch.GetTimestamp();
                journal.SaveState(writer => PositionFormat.Write(writer, step.Position!));
                writing.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds);
                telling.Add(step.Elapsed.TotalSeconds);
            }
        }

        Report report = new("journal", precision, Median(plain), null, null, Machine.PeakMemory());
        report.Tell(options, string.Create(
            CultureInfo.InvariantCulture,
            $"  a step with positions told {Median(telling):F4} s; writing a state {Median(writing) * 1e6:F0} microseconds (median; {writing.Min() * 1e6:F0} to {writing.Max() * 1e6:F0}), {Median(writing) / Median(plain):P2} of a step"));
    }

    private static double Median(List<double> seconds) => seconds.Order().ElementAt(seconds.Count / 2);
}
