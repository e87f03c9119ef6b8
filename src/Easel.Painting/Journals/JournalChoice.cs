namespace Easel.Painting.Journals;

/// <summary>Where a run's journal is kept.</summary>
/// <param name="Folder">The folder of journals, if one is named; <c>.easel</c> in the output folder if not.</param>
internal sealed record JournalChoice(string? Folder);
