namespace Easel.Painting.Journals;

/// <summary>Where a run's journal is kept.</summary>
/// <param name="Folder">The folder of journals, if one is named; <c>.easel</c> in the output folder if not.</param>
internal sealed record JournalChoice(string? Folder)
{
    /// <summary>Whether whoever watches is told the command that goes on with an interrupted run, and of other journals beside; a server goes on by itself.</summary>
    public bool TellsCommand { get; init; } = true;
}
