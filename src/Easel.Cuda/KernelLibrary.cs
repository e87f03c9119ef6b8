using Easel.Cuda.Driver;

namespace Easel.Cuda;

/// <summary>
/// The kernels on a card: PTX that lies in this program. The driver translates each when it is first used, and keeps the translation for the next start. One
/// thread at a time.
/// </summary>
internal sealed class KernelLibrary(ICudaDriver driver) : IDisposable
{
    // sm_90a: instructions that no other generation has.
    private const string HopperSuffix = "_90a";

    // A block may use so much without asking (CUDA C++ Programming Guide, "Shared Memory").
    private const int SharedMemoryForAll = 48 << 10;

    private readonly Dictionary<string, PtxFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<(string File, string Name), (nint Module, nint Function)> _kernels = [];

    /// <summary>Whether a card can run a file's kernels: those for Hopper alone end in its name.</summary>
    public static bool IsFor(string file, CardProperties card) => !file.EndsWith(HopperSuffix, StringComparison.Ordinal) || card.Capability == (9, 0);

    /// <summary>A kernel.</summary>
    /// <param name="file">Its file, without extension.</param>
    /// <param name="name">Its name.</param>
    /// <param name="sharedBytes">The most dynamic shared memory it will be launched with.</param>
    public nint Find(string file, string name, int sharedBytes = 0)
    {
        if (_kernels.TryGetValue((file, name), out (nint Module, nint Function) kernel))
        {
            return kernel.Function;
        }

        if (driver.IsPlan)
        {
            return 0;
        }

        if (!_files.TryGetValue(file, out PtxFile? ptx))
        {
            ptx = new PtxFile(file);
            _files.Add(file, ptx);
        }

        nint module = driver.LoadModule(ptx.Only(name));
        nint function = driver.FindFunction(module, name);
        if (sharedBytes > SharedMemoryForAll)
        {
            driver.AllowSharedMemory(function, sharedBytes);
        }

        _kernels.Add((file, name), (module, function));
        return function;
    }

    /// <summary>Gives all back.</summary>
    public void Dispose()
    {
        foreach ((nint module, _) in _kernels.Values)
        {
            driver.UnloadModule(module);
        }

        _kernels.Clear();
    }
}
