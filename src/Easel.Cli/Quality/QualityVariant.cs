using Easel.Diffusion.Approximations;
using Easel.Painting.Texts;
using Easel.Tensors;

namespace Easel.Cli.Quality;

/// <summary>A way of painting that is compared with the exact one.</summary>
/// <param name="Name">As it is given: <c>full</c>, <c>autocast</c>, <c>steps=N</c>, or what <c>--fast</c> takes.</param>
/// <param name="Approximations">What is left out.</param>
/// <param name="Precision">Its own; none if it is painted in the precision of all approximations.</param>
/// <param name="Steps">How many it takes; 0 for as many as the exact one. Fewer are the plainest way to be sooner, which approximations have to beat.</param>
internal sealed record QualityVariant(string Name, ApproximationChoice Approximations, Precision? Precision = null, int Steps = 0)
{
    private const string StepsPrefix = "steps=";

    /// <summary>The exact way, which all others are measured by.</summary>
    public static QualityVariant Full { get; } = new("full", ApproximationChoice.None, Tensors.Precision.Full);

    /// <summary>Rounded, with nothing left out.</summary>
    public static QualityVariant Autocast { get; } = new("autocast", ApproximationChoice.None, Tensors.Precision.Autocast);

    /// <summary>Both precisions, fewer steps, all levels, and each approximation alone.</summary>
    public static IReadOnlyList<QualityVariant> Usual { get; } = ReadAll(
        "autocast steps=15 steps=12 steps=10 1 2 3 reuse=2 reuse=3 reuse=5 guidance=0-0.9 guidance=0-0.8 guidance=0.2-0.8 merge=0.25 merge=0.5 int8 reuse=2:0.15,int8 reuse=3:0.2,int8");

    /// <summary>Reads variants with spaces between.</summary>
    /// <exception cref="UsageException">One is none, or comes twice.</exception>
    public static IReadOnlyList<QualityVariant> ReadAll(string text)
    {
        string[] names = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length == 0)
        {
            throw new UsageException("nothing is named; wanted full, autocast, steps=N, or what --fast takes, separated by spaces");
        }

        return names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new UsageException($"{Quoted.Of(twice.Key)} is named twice; once is enough")
            : [.. names.Select(Read)];
    }

    private static QualityVariant Read(string name) => name switch
    {
        "full" => Full,
        "autocast" => Autocast,
        _ when name.StartsWith(StepsPrefix, StringComparison.Ordinal) => new QualityVariant(name, ApproximationChoice.None, Steps: (int)QualityArguments.ReadSteps(name[StepsPrefix.Length..])),
        _ => new QualityVariant(name, FastText.Read(name)),
    };
}
