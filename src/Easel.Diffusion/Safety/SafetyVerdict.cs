namespace Easel.Diffusion.Safety;

/// <summary>What the safety checker finds in a picture.</summary>
public sealed record SafetyVerdict
{
    /// <summary>Whether a score is above 0.</summary>
    public bool IsFlagged => Scores.Any(score => score > 0);

    /// <summary>The highest of <see cref="Scores"/>.</summary>
    public double MaxScore => Scores.Max();

    /// <summary>How far the picture's cosine with each concept is above the concept's threshold, in thousandths, about -1 to 1: above 0 it is flagged.</summary>
    public required IReadOnlyList<double> Scores { get; init; }

    /// <summary>The same of the concepts of special care: above 0 the picture is not flagged, but all scores behind it are raised.</summary>
    public required IReadOnlyList<double> SpecialScores { get; init; }

    /// <summary>Layers that overflowed with weights in half precision and were computed again with those of the file, by name.</summary>
    public IReadOnlyList<string> Float32Layers { get; init; } = [];

    /// <summary>The picture's place in the space that CLIP's pictures and texts share.</summary>
    public required IReadOnlyList<float> Embedding { get; init; }
}
