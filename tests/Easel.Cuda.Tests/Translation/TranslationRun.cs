using Easel.Cuda.Tests.Driver;
using Easel.Cuda.Translation;

namespace Easel.Cuda.Tests.Translation;

/// <summary>A folder of a test's own for translations, and kernels that are loaded through it.</summary>
internal sealed class TranslationRun : IDisposable
{
    /// <summary>Small ones, of one file.</summary>
    public static readonly KernelName[] Kernels = [.. new[] { "combine", "guide", "embed_half", "convert_to_half", "activate_half" }.Select(name => new KernelName("elementwise", name))];

    public string Folder { get; init; } = Path.Combine(Path.GetTempPath(), $"easel-kernels-{Guid.NewGuid():N}");

    /// <summary>The files that lie there.</summary>
    public string[] Files => Directory.Exists(Folder) ? Directory.GetFiles(Folder) : [];

    /// <summary>Kernels of a card, translated only when they are wanted.</summary>
    public KernelLibrary Open(IdleDriver driver) => Open(driver, threads: 0);

    /// <summary>Kernels of a card, translated by threads.</summary>
    public KernelLibrary Open(IdleDriver driver, int threads)
    {
        driver.OpenContext(0);
        TranslationSettings settings = new() { Folder = Folder, Threads = threads };
        return new KernelLibrary(driver, new KernelTranslator(driver, driver.Properties, settings, Kernels));
    }

    /// <summary>A start that wants one kernel.</summary>
    public TranslationCount Start(IdleDriver driver)
    {
        using KernelLibrary library = Open(driver);
        Assert.NotEqual(0, library.Find("elementwise", "combine"));
        return library.Count;
    }

    public void Dispose()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
