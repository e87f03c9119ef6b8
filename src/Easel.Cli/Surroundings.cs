using Easel.Cuda;
using Easel.Painting;

namespace Easel.Cli;

/// <summary>What a command sees of the world; tests have one of their own.</summary>
internal sealed record Surroundings : PaintingSurroundings
{
    /// <summary>Results: lines for people, or JSON.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Whether lines on <see cref="PaintingSurroundings.Error"/> can be drawn over.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Whether the terminal shows more than ASCII.</summary>
    public bool HasUnicode { get; init; }

    /// <summary>Reads a line that the user types, or none at the end of input; not there where nobody sits at a terminal to be asked.</summary>
    public Func<string?>? ReadLine { get; init; }

    /// <summary>Width of the terminal.</summary>
    public Func<int> Columns { get; init; } = () => 80;

    /// <summary>Whether errors are shown with all details.</summary>
    public bool ShowsDetails { get; init; }

    /// <summary>Looks for NVIDIA cards.</summary>
    public Func<CardSurvey> SurveyCards { get; init; } = CardSurvey.Take;
}
