using System.Diagnostics;
using System.Globalization;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;
using Easel.Painting.Jobs;

namespace Easel.Cli.Quality;

/// <summary>Paints the same requests in each way, in turn, so that all ways meet the same minutes of the machine.</summary>
internal sealed class QualityBenchmark(QualityOptions options, Surroundings surroundings) : IDisposable
{
    // Enough for every sampler, and for the code to be compiled and memory to be there.
    private const int StepsToWarmUp = 2;

    private readonly Dictionary<PipelineOptions, Pipeline> _pipelines = [];
    private readonly RedoneWarnings _redone = new();

    /// <summary>Measures everything.</summary>
    /// <returns><c>full</c>, then the variants in their order.</returns>
    public IReadOnlyList<QualityRow> Run()
    {
        QualityVariant[] variants = [QualityVariant.Full, .. options.Variants.Where(variant => variant != QualityVariant.Full)];
        foreach (QualityVariant variant in variants)
        {
            Open(OptionsOf(variant));
        }

        Image[][] pictures = [.. variants.Select(_ => new Image[options.Requests.Count])];
        List<double>[][] seconds = [.. variants.Select(_ => options.Requests.Select(_ => new List<double>()).ToArray())];
        for (int round = 0; round < options.Rounds; round++)
        {
            for (int request = 0; request < options.Requests.Count; request++)
            {
                for (int variant = 0; variant < variants.Length; variant++)
                {
                    (pictures[variant][request], double time) = Paint(variants[variant], options.Requests[request]);
                    seconds[variant][request].Add(time);
                }
            }

            surroundings.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round + 1} of {options.Rounds}"));
        }

        Save(variants, pictures);
        double[] times = [.. seconds.Select(ofVariant => ofVariant.Average(Median))];
        return QualityRow.Of(variants, pictures, times, options);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Pipeline pipeline in _pipelines.Values)
        {
            pipeline.Dispose();
        }
    }

    private void Open(PipelineOptions model)
    {
        if (!_pipelines.ContainsKey(model))
        {
            _pipelines[model] = Pipeline.Open(model, message => surroundings.Error.WriteLine($"warning: {message}"));
            Paint(_pipelines[model], options.Requests[0] with { Steps = StepsToWarmUp, Approximations = new() { UsesInt8 = model.UsesInt8 } });
        }
    }

    /// <summary>How a variant's model is opened.</summary>
    private PipelineOptions OptionsOf(QualityVariant variant) => options.Model with
    {
        Precision = variant.Precision ?? options.Precision,
        Planned = options.Requests[0],
        UsesInt8 = variant.Approximations.UsesInt8,
    };

    private (Image Picture, double Seconds) Paint(QualityVariant variant, ImageRequest request)
    {
        long begun = Stopwatch.GetTimestamp();
        Image picture = Paint(_pipelines[OptionsOf(variant)], request with
        {
            Approximations = variant.Approximations,
            Steps = variant.Steps == 0 ? request.Steps : variant.Steps,
        });
        return (picture, Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }

    private Image Paint(Pipeline pipeline, ImageRequest request)
    {
        List<RunUpdate> updates = [.. pipeline.Run(request, surroundings.Cancel)];
        foreach (string message in updates.OfType<LayerRedoneUpdate>().Select(_redone.Of).OfType<string>())
        {
            surroundings.Error.WriteLine($"warning: {message}");
        }

        ImageUpdate picture = updates.OfType<ImageUpdate>().Single();
        return Image.FromUnit(picture.Unit, picture.Width, picture.Height);
    }

    private void Save(QualityVariant[] variants, Image[][] pictures)
    {
        if (options.Folder is null)
        {
            return;
        }

        Directory.CreateDirectory(options.Folder);
        for (int variant = 0; variant < variants.Length; variant++)
        {
            for (int request = 0; request < options.Requests.Count; request++)
            {
                pictures[variant][request].Save(Path.Combine(options.Folder, $"{request}-{variants[variant].Name.Replace(':', '-')}.png"));
            }
        }
    }

    private static double Median(List<double> times)
    {
        times.Sort();
        return times.Count % 2 == 1 ? times[times.Count / 2] : (times[(times.Count / 2) - 1] + times[times.Count / 2]) / 2;
    }
}
