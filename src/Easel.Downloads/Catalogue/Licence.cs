namespace Easel.Downloads.Catalogue;

/// <summary>The terms under which weights may be used.</summary>
/// <param name="Id">What it is called on a command line, such as <c>creativeml-openrail-m</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where its text can be read.</param>
/// <param name="Summary">What it says in short, one sentence or two a line. The text itself counts.</param>
public sealed record Licence(string Id, string Name, Uri Address, IReadOnlyList<string> Summary);
