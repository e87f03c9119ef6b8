using Easel.Diffusion.Pipelines;

namespace Easel.Parity.Tests;

/// <summary>The model that comes with Easel, and what the framework that trained it made of the same weights. Both will belong to the repository; until they do, tests skip.</summary>
internal static class Pocket
{
    /// <summary>The model as it lies beside the built command.</summary>
    public static PocketModel Model
    {
        get
        {
            PocketModel? found = PocketModel.Find();
            Assert.SkipWhen(found is null, $"NOT TESTED: no {PocketModel.Folder}/pocket.safetensors. It is copied from models/pocket of the repository, where it is not yet.");
            return found;
        }
    }

    /// <summary>The folder of recordings.</summary>
    public static string Recordings
    {
        get
        {
            string folder = Path.Combine(AppContext.BaseDirectory, "Pocket");
            Assert.SkipUnless(File.Exists(Path.Combine(folder, "prompts.json")), $"NOT TESTED: no recordings in {folder}. They are copied from tests/Easel.Parity.Tests/Pocket, where they are not yet.");
            return folder;
        }
    }

    /// <summary>One of the recordings.</summary>
    public static string Recording(string name) => Path.Combine(Recordings, name);
}
