using System.Collections.Concurrent;
using Easel.Cuda.Driver;

namespace Easel.Cuda;

/// <summary>The kernels on a card: PTX that lies in this program, translated by the driver when the device is opened, all files at once.</summary>
internal sealed class KernelLibrary : IDisposable
{
    private const string Extension = ".ptx";

    // sm_90a: instructions that no other generation has.
    private const string HopperSuffix = "_90a";

    // A block may use so much without asking (CUDA C++ Programming Guide, "Shared Memory").
    private const int SharedMemoryForAll = 48 << 10;

    private readonly ICudaDriver _driver;
    private readonly ConcurrentDictionary<string, nint> _modules = new(StringComparer.Ordinal);
    private readonly Dictionary<(string File, string Name), nint> _functions = [];

    /// <summary>Translates all kernels for a card. The driver keeps the translation for the next start.</summary>
    public KernelLibrary(ICudaDriver driver, CardProperties card)
    {
        _driver = driver;
        try
        {
            Parallel.ForEach(Files.Where(file => IsFor(file, card)), Load);
        }
        catch (AggregateException exception) when (exception.InnerExceptions.OfType<CudaException>().FirstOrDefault() is CudaException first)
        {
            Dispose();
            throw new CudaException(first.Error, first.Message, exception);
        }
    }

    /// <summary>Names of the files with kernels, without extension.</summary>
    public static IEnumerable<string> Files { get; } =
        [.. typeof(KernelLibrary).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(Extension, StringComparison.Ordinal)).Select(name => name[..^Extension.Length]).Order(StringComparer.Ordinal)];

    /// <summary>Whether a card can run a file's kernels: those for Hopper alone end in its name.</summary>
    public static bool IsFor(string file, CardProperties card) => !file.EndsWith(HopperSuffix, StringComparison.Ordinal) || card.Capability == (9, 0);

    /// <summary>A file's PTX.</summary>
    public static byte[] Read(string file)
    {
        using Stream stream = typeof(KernelLibrary).Assembly.GetManifestResourceStream(file + Extension)
            ?? throw new ArgumentException($"There is no file of kernels called '{file}'.", nameof(file));
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>A kernel.</summary>
    /// <param name="file">Its file, without extension.</param>
    /// <param name="name">Its name.</param>
    /// <param name="sharedBytes">The most dynamic shared memory it will be launched with.</param>
    public nint Find(string file, string name, int sharedBytes = 0)
    {
        if (!_functions.TryGetValue((file, name), out nint function))
        {
            function = _driver.FindFunction(_modules[file], name);
            if (sharedBytes > SharedMemoryForAll)
            {
                _driver.AllowSharedMemory(function, sharedBytes);
            }

            _functions.Add((file, name), function);
        }

        return function;
    }

    /// <summary>Gives all back.</summary>
    public void Dispose()
    {
        foreach (nint module in _modules.Values)
        {
            _driver.UnloadModule(module);
        }

        _modules.Clear();
        _functions.Clear();
    }

    private void Load(string file)
    {
        _driver.EnterContext();
        _modules[file] = _driver.LoadModule(Read(file));
    }
}
