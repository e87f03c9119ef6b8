using Easel.Painting.Styles;
using Easel.Painting.Texts;

namespace Easel.Painting.Studies.Axes;

/// <summary>What an axis may change.</summary>
/// <param name="Name">on the command line</param>
/// <param name="Title">on the sheet</param>
/// <param name="Form">values as help shows them</param>
/// <param name="Read">makes values of texts, or throws a <see cref="UsageException"/></param>
internal sealed record StudyParameter(string Name, string Title, string Form, Func<IReadOnlyList<string>, StudyBase, IReadOnlyList<AxisValue>> Read)
{
    /// <summary>Other names on the command line.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Which value the others are measured against.</summary>
    public Comparison Compares { get; init; }

    /// <summary>Whether it changes a picture's size, so that there is none that all have in common.</summary>
    public bool ChangesSize { get; init; }
}

/// <summary>What the pictures along an axis are measured against.</summary>
internal enum Comparison
{
    /// <summary>Nothing: they are meant to be different.</summary>
    None,

    /// <summary>The axis's first value.</summary>
    First,

    /// <summary>The axis's last value.</summary>
    Last,
}

/// <summary>What values may have to know.</summary>
/// <param name="Settings">of the command line, before any axis</param>
/// <param name="Book">all styles</param>
internal sealed record StudyBase(CellSettings Settings, StyleBook Book);
