using Easel.Cli.Options;
using Easel.Diffusion.Approximations;
using Easel.Tensors;

namespace Easel.Cli.Quality;

/// <summary>A way of painting that is compared with the exact one.</summary>
/// <param name="Name">As it is given: <c>full</c>, <c>autocast</c>, or what <c>--fast</c> takes.</param>
/// <param name="Approximations">What is left out.</param>
/// <param name="Precision">Its own; none if it is painted in the precision of all approximations.</param>
internal sealed record QualityVariant(string Name, ApproximationChoice Approximations, Precision? Precision = null)
{
    /// <summary>The exact way, which all others are measured by.</summary>
    public static QualityVariant Full { get; } = new("full", ApproximationChoice.None, Tensors.Precision.Full);

    /// <summary>Rounded, with nothing left out.</summary>
    public static QualityVariant Autocast { get; } = new("autocast", ApproximationChoice.None, Tensors.Precision.Autocast);

    /// <summary>Both precisions, all levels, and each approximation alone.</summary>
    public static IReadOnlyList<QualityVariant> Usual { get; } =
    [
        Autocast,
        .. Enumerable.Range(1, ApproximationLevels.Highest).Select(level => Read(level.ToString(System.Globalization.CultureInfo.InvariantCulture))),
        .. (QualityVariant[])[Read("reuse=2"), Read("reuse=3"), Read("reuse=5"), Read("guidance=0-0.8"), Read("guidance=0-0.6"), Read("merge=0.25"), Read("merge=0.5")],
    ];

    /// <summary>Reads variants with spaces between.</summary>
    /// <exception cref="UsageException">One is none, or comes twice.</exception>
    public static IReadOnlyList<QualityVariant> ReadAll(string text)
    {
        string[] names = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length == 0)
        {
            throw new UsageException("nothing is named; wanted full, autocast, or what --fast takes, separated by spaces");
        }

        return names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new UsageException($"{Quoted.Of(twice.Key)} is named twice; once is enough")
            : [.. names.Select(Read)];
    }

    private static QualityVariant Read(string name) => name switch
    {
        "full" => Full,
        "autocast" => Autocast,
        _ => new QualityVariant(name, FastOption.Read(name)),
    };
}
