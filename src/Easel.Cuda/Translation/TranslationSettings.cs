namespace Easel.Cuda.Translation;

/// <summary>How kernels become a card's own code.</summary>
internal sealed record TranslationSettings
{
    // A translation takes up to a second of one core and some 100 MB; there are about fifty.
    private const int MostThreads = 16;

    /// <summary>The driver translates each kernel as it is loaded, one after the other, and keeps what it likes.</summary>
    public static TranslationSettings ByDriver { get; } = new() { UsesLinker = false };

    /// <summary>Whether the driver's linker translates, of which several threads may ask at once.</summary>
    public bool UsesLinker { get; init; } = true;

    /// <summary>Threads that translate what a run will want before it is wanted; 0 for none.</summary>
    public int Threads { get; init; }

    /// <summary>Where translations are kept for the next start; none for nowhere.</summary>
    public string? Folder { get; init; }

    /// <summary>With as many threads as there are processors.</summary>
    /// <param name="folder">Where translations are kept; none for nowhere.</param>
    public static TranslationSettings Usual(string? folder) => new() { Folder = folder, Threads = Math.Min(Environment.ProcessorCount, MostThreads) };
}
