namespace Easel.Cli;

/// <summary>A word behind <c>easel</c>, and what it does.</summary>
/// <param name="Name">the word</param>
/// <param name="Summary">what help says of it; none hides it</param>
/// <param name="RunAsync">does it and returns the exit code</param>
internal sealed record Command(string Name, string? Summary, Func<IReadOnlyList<string>, Surroundings, Task<int>> RunAsync)
{
    /// <summary>Whether it computes digests, at least of some files: most do.</summary>
    public bool Hashes { get; init; } = true;
}
