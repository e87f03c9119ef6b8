using System.Reflection;
using System.Runtime.InteropServices;

namespace Easel.Cuda.Driver;

/// <summary>The driver's library. It stays loaded: what it starts in a process cannot be undone.</summary>
internal sealed class CudaLibrary
{
    private readonly nint _handle;

    private CudaLibrary(nint handle)
    {
        _handle = handle;
    }

    /// <summary>Where it may be, in the order of trying.</summary>
    private static string[] Names => OperatingSystem.IsWindows()
        ? ["nvcuda.dll"]
        : ["libcuda.so.1", "/usr/lib/wsl/lib/libcuda.so.1"]; // the second is Windows' own place for Linux beside it

    /// <summary>Loads it.</summary>
    /// <param name="path">A file, or none for the system's own.</param>
    /// <exception cref="CudaException">It is not there.</exception>
    public static CudaLibrary Load(string? path = null)
    {
        string[] names = path is null ? Names : [path];
        foreach (string name in names)
        {
            // Only where the system keeps its own libraries: a file of that name beside a picture must not be taken for the driver.
            if (path is null && OperatingSystem.IsWindows()
                ? NativeLibrary.TryLoad(name, Assembly.GetExecutingAssembly(), DllImportSearchPath.System32, out nint handle)
                : NativeLibrary.TryLoad(name, out handle))
            {
                return new CudaLibrary(handle);
            }
        }

        throw new CudaException(
            CudaError.NoDriver,
            $"There is no NVIDIA driver here ({names[0]} was not found). If this machine has an NVIDIA card, install its driver from https://www.nvidia.com/drivers; nothing else is needed.");
    }

    /// <summary>The address of a call, or 0 if the library has none of that name.</summary>
    public nint Find(string name) => NativeLibrary.TryGetExport(_handle, name, out nint address) ? address : 0;
}
