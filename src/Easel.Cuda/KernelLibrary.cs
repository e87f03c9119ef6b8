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

    // A block may use 48 KiB without asking, its static shared memory included (CUDA C++ Programming Guide, "Shared Memory"); no kernel has more than 16 KiB of that.
    private const int SharedMemoryForAll = 32 << 10;

    private readonly Dictionary<string, PtxFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<(string File, string Name), Kernel> _kernels = [];

    /// <summary>Whether a card can run a file's kernels: those for Hopper alone end in its name.</summary>
    public static bool IsFor(string file, CardProperties card) => !file.EndsWith(HopperSuffix, StringComparison.Ordinal) || card.Capability == (9, 0);

    /// <summary>A kernel.</summary>
    /// <param name="file">Its file, without extension.</param>
    /// <param name="name">Its name.</param>
    /// <param name="sharedBytes">Dynamic shared memory of the launch.</param>
    public nint Find(string file, string name, int sharedBytes = 0)
    {
        if (!_kernels.TryGetValue((file, name), out Kernel? kernel))
        {
            kernel = Load(file, name);
            _kernels.Add((file, name), kernel);
        }

        if (sharedBytes > kernel.SharedBytes)
        {
            driver.AllowSharedMemory(kernel.Function, sharedBytes);
            kernel.SharedBytes = sharedBytes;
        }

        return kernel.Function;
    }

    /// <summary>Gives all back.</summary>
    public void Dispose()
    {
        foreach (Kernel kernel in _kernels.Values)
        {
            driver.UnloadModule(kernel.Module);
        }

        _kernels.Clear();
    }

    private Kernel Load(string file, string name)
    {
        if (!_files.TryGetValue(file, out PtxFile? ptx))
        {
            ptx = new PtxFile(file);
            _files.Add(file, ptx);
        }

        nint module = driver.LoadModule(ptx.Only(name));
        return new Kernel(module, driver.FindFunction(module, name));
    }

    private sealed class Kernel(nint module, nint function)
    {
        public nint Module => module;

        public nint Function => function;

        /// <summary>Dynamic shared memory that a block may have.</summary>
        public int SharedBytes { get; set; } = SharedMemoryForAll;
    }
}
