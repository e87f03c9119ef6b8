using Easel.Diffusion.Pipelines;
using Easel.Models.Tokenizers;

namespace Easel.Parity.Tests;

/// <summary>The model that comes with Easel, and what the framework that trained it made of the same weights.</summary>
internal static class Pocket
{
    /// <summary>The model as it lies beside the built command.</summary>
    public static PocketModel Model => PocketModel.Find()
        ?? throw new FileNotFoundException($"No model in {PocketModel.Folder}: it is copied there from models/pocket of the repository.");

    /// <summary>The folder of recordings.</summary>
    public static string Recordings { get; } = Path.Combine(AppContext.BaseDirectory, "Pocket");

    /// <summary>Its vocabulary's.</summary>
    public static ClipTokenizer Tokenizer()
    {
        using StreamReader merges = new(Model.Options.Vocabulary!);
        return new ClipTokenizer(Vocabulary.FromMerges(merges));
    }

    /// <summary>One of the recordings.</summary>
    public static string Recording(string name) => Path.Combine(Recordings, name);
}
