using System.Diagnostics;
using Easel.Cuda.Driver;
using Easel.Cuda.Translation;

namespace Easel.Cuda;

/// <summary>The kernels on a card: PTX that lies in this program, translated for the card and loaded when it is first used. One thread at a time.</summary>
/// <param name="driver">With a card open.</param>
/// <param name="translator">Belongs to the library from now on.</param>
internal sealed class KernelLibrary(ICudaDriver driver, KernelTranslator translator) : IDisposable
{
    // sm_90a: instructions that no other generation has.
    private const string HopperSuffix = "_90a";

    // A block may use 48 KiB without asking, its static shared memory included (CUDA C++ Programming Guide, "Shared Memory"); no kernel has more than 16 KiB of that.
    private const int SharedMemoryForAll = 32 << 10;

    private readonly Dictionary<KernelName, Kernel> _kernels = [];
    private long _waited;

    /// <summary>What it took so far.</summary>
    public TranslationCount Count => translator.CountOf(_kernels.Count, _waited / (double)Stopwatch.Frequency);

    /// <summary>The kernels that were used so far.</summary>
    public IEnumerable<KernelName> Used => _kernels.Keys;

    /// <summary>Whether a card can run a file's kernels: those for Hopper alone end in its name.</summary>
    public static bool IsFor(string file, CardProperties card) => !file.EndsWith(HopperSuffix, StringComparison.Ordinal) || card.Capability == (9, 0);

    /// <summary>A kernel.</summary>
    /// <param name="file">Its file, without extension.</param>
    /// <param name="name">Its name.</param>
    /// <param name="sharedBytes">Dynamic shared memory of the launch.</param>
    /// <exception cref="CudaException">The driver cannot translate or load it.</exception>
    public nint Find(string file, string name, int sharedBytes = 0)
    {
        if (driver.IsPlan)
        {
            return 0;
        }

        KernelName wanted = new(file, name);
        if (!_kernels.TryGetValue(wanted, out Kernel? kernel))
        {
            long began = Stopwatch.GetTimestamp();
            nint module = Load(wanted);
            kernel = new Kernel(module, driver.FindFunction(module, name));
            _kernels.Add(wanted, kernel);
            _waited += Stopwatch.GetTimestamp() - began;
        }

        if (sharedBytes > kernel.SharedBytes)
        {
            driver.AllowSharedMemory(kernel.Function, sharedBytes);
            kernel.SharedBytes = sharedBytes;
        }

        return kernel.Function;
    }

    /// <summary>Waits for translations on the way, and gives all back.</summary>
    public void Dispose()
    {
        translator.Dispose();
        foreach (Kernel kernel in _kernels.Values)
        {
            driver.UnloadModule(kernel.Module);
        }

        _kernels.Clear();
    }

    private nint Load(KernelName kernel)
    {
        CudaException? failure = null;
        try
        {
            if (translator.CodeOf(kernel) is byte[] code)
            {
                return driver.LoadModule(code);
            }
        }
        catch (CudaException exception)
        {
            failure = exception;
            translator.Forget(kernel);
        }

        // Without a linker, or if what came of it is refused, the driver translates as it loads.
        try
        {
            return driver.LoadModule(translator.TextOf(kernel));
        }
        catch (CudaException exception)
        {
            failure ??= exception;
            throw new CudaException(failure.Error, $"The kernel {kernel.Name} cannot be loaded. {failure.Message}", failure);
        }
    }

    private sealed class Kernel(nint module, nint function)
    {
        public nint Module => module;

        public nint Function => function;

        /// <summary>Dynamic shared memory that a block may have.</summary>
        public int SharedBytes { get; set; } = SharedMemoryForAll;
    }
}
