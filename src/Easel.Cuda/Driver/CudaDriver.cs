using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Easel.Cuda.Driver;

/// <summary>NVIDIA's driver, called by function pointers. Nothing of CUDA but the driver's own library is needed.</summary>
internal sealed unsafe partial class CudaDriver : ICudaDriver
{
    private const int NameBytes = 256;

    // A context is current for a thread; which opening of a card this thread has entered. Numbers, for contexts' addresses come again.
    private static long s_openings;

    [ThreadStatic]
    private static long s_entered;

    private readonly CudaCalls _calls;
    private int _device;
    private nint _context;
    private long _opening;

    /// <summary>Loads and starts the driver.</summary>
    /// <exception cref="CudaException">There is none, it is too old, or it sees no card.</exception>
    public CudaDriver()
        : this(libraryPath: null)
    {
    }

    /// <summary>Loads and starts a driver.</summary>
    /// <param name="libraryPath">The library's file; none for the system's.</param>
    internal CudaDriver(string? libraryPath)
    {
        var library = CudaLibrary.Load(libraryPath);
        Version = ReadVersion(library);
        if (CudaRequirements.Obstacle(Version) is string obstacle)
        {
            throw new CudaException(CudaError.DriverTooOld, obstacle);
        }

        Build = ReadBuild();
        _calls = new CudaCalls(library);
        _calls.Check(_calls.Init(0), "cuInit");
        int count;
        _calls.Check(_calls.DeviceGetCount(&count), "cuDeviceGetCount");
        CardCount = count > 0 ? count : throw new CudaException(CudaError.NoCard, CudaAdvice.For(CudaError.NoCard));
    }

    /// <inheritdoc/>
    public int Version { get; }

    /// <inheritdoc/>
    public string Build { get; }

    /// <inheritdoc/>
    public int CardCount { get; }

    /// <inheritdoc/>
    public CardProperties Describe(int card)
    {
        int device = DeviceOf(card);
        byte* name = stackalloc byte[NameBytes];
        _calls.Check(_calls.DeviceGetName(name, NameBytes, device), "cuDeviceGetName");
        nuint memory;
        _calls.Check(_calls.DeviceTotalMem(&memory, device), "cuDeviceTotalMem_v2");
        return new CardProperties
        {
            Name = Marshal.PtrToStringUTF8((nint)name) ?? "",
            Capability = (Attribute(device, DeviceAttribute.CapabilityMajor), Attribute(device, DeviceAttribute.CapabilityMinor)),
            Multiprocessors = Attribute(device, DeviceAttribute.Multiprocessors),
            Memory = (long)memory,
            SharedMemoryPerBlock = Attribute(device, DeviceAttribute.SharedMemoryPerBlockOptIn),
            SharedMemoryPerMultiprocessor = Attribute(device, DeviceAttribute.SharedMemoryPerMultiprocessor),
            CacheBytes = Attribute(device, DeviceAttribute.CacheBytes),
        };
    }

    /// <inheritdoc/>
    public void OpenContext(int card)
    {
        if (_context != 0)
        {
            throw new InvalidOperationException("A card is open already; close it first.");
        }

        if (CudaRequirements.Obstacle(card, Describe(card)) is string obstacle)
        {
            throw new CudaException(CudaError.CardTooOld, obstacle);
        }

        int device = DeviceOf(card);
        nint context;
        _calls.Check(_calls.DevicePrimaryCtxRetain(&context, device), "cuDevicePrimaryCtxRetain");
        _device = device;
        _context = context;
        _opening = Interlocked.Increment(ref s_openings);
        try
        {
            EnterContext();
        }
        catch
        {
            CloseContext();
            throw;
        }
    }

    /// <inheritdoc/>
    public void CloseContext()
    {
        if (_context == 0)
        {
            return;
        }

        // A card's context is one per process and is counted: what else holds it on this thread must find it current, so it is not left here.
        _context = 0;
        _calls.Check(_calls.DevicePrimaryCtxRelease(_device), "cuDevicePrimaryCtxRelease_v2");
    }

    /// <summary>The calls that want the card's context, which is current from now on for the thread that asks: a run may go on in another one after every step.</summary>
    private ref readonly CudaCalls InContext
    {
        get
        {
            if (s_entered != _opening || _context == 0)
            {
                EnterContext();
            }

            return ref _calls;
        }
    }

    private void EnterContext()
    {
        if (_context == 0)
        {
            throw new InvalidOperationException("No card is open.");
        }

        _calls.Check(_calls.CtxSetCurrent(_context), "cuCtxSetCurrent");
        s_entered = _opening;
    }

    /// <summary>The version is asked for first: an old driver lacks calls too, but its age says more.</summary>
    private static int ReadVersion(CudaLibrary library)
    {
        int version;
        var read = (delegate* unmanaged<int*, int>)library.Find("cuDriverGetVersion");
        return read is not null && read(&version) == 0
            ? version
            : throw new CudaException(CudaError.NoDriver, "A library by the name of NVIDIA's driver is there, but does not tell its version (cuDriverGetVersion). Install the driver anew from https://www.nvidia.com/drivers.");
    }

    /// <summary>Updates of a driver mostly leave the version of CUDA as it is.</summary>
    private static string ReadBuild()
    {
        const string KernelModule = "/proc/driver/nvidia/version";
        try
        {
            return OperatingSystem.IsWindows() ? FileVersionInfo.GetVersionInfo(Path.Combine(Environment.SystemDirectory, "nvcuda.dll")).FileVersion ?? ""
                : File.Exists(KernelModule) ? File.ReadLines(KernelModule).FirstOrDefault() ?? ""
                : "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private int DeviceOf(int card)
    {
        if (card < 0 || card >= CardCount)
        {
            string those = CardCount == 1 ? "the only card is 0" : $"there are cards 0 to {CardCount - 1}";
            throw new CudaException(CudaError.InvalidCard, $"There is no card {card}: {those}.");
        }

        int device;
        _calls.Check(_calls.DeviceGet(&device, card), "cuDeviceGet");
        return device;
    }

    private int Attribute(int device, DeviceAttribute attribute)
    {
        int value;
        _calls.Check(_calls.DeviceGetAttribute(&value, (int)attribute, device), "cuDeviceGetAttribute");
        return value;
    }

    /// <summary>cuda.h, CUdevice_attribute.</summary>
    private enum DeviceAttribute
    {
        Multiprocessors = 16,
        CacheBytes = 38,
        CapabilityMajor = 75,
        CapabilityMinor = 76,
        SharedMemoryPerMultiprocessor = 81,
        SharedMemoryPerBlockOptIn = 97,
    }
}
