using System.Runtime.InteropServices;

namespace Easel.Cuda.Driver;

/// <summary>The driver's calls, under their names in cuda.h without <c>cu</c> and version. All but the first two return a CUresult. Filled once.</summary>
internal readonly unsafe struct CudaCalls
{
    private static readonly string[] s_linkerNames = ["cuLinkCreate_v2", "cuLinkAddData_v2", "cuLinkComplete", "cuLinkDestroy"];

    public readonly delegate* unmanaged<int, byte**, int> GetErrorName;
    public readonly delegate* unmanaged<int, byte**, int> GetErrorString;

    public readonly delegate* unmanaged<uint, int> Init;
    public readonly delegate* unmanaged<int*, int> DeviceGetCount;
    public readonly delegate* unmanaged<int*, int, int> DeviceGet;
    public readonly delegate* unmanaged<byte*, int, int, int> DeviceGetName;
    public readonly delegate* unmanaged<nuint*, int, int> DeviceTotalMem;
    public readonly delegate* unmanaged<int*, int, int, int> DeviceGetAttribute;
    public readonly delegate* unmanaged<nint*, int, int> DevicePrimaryCtxRetain;
    public readonly delegate* unmanaged<int, int> DevicePrimaryCtxRelease;
    public readonly delegate* unmanaged<nint, int> CtxSetCurrent;

    public readonly delegate* unmanaged<nuint*, nuint*, int> MemGetInfo;
    public readonly delegate* unmanaged<nint*, nuint, int> MemAlloc;
    public readonly delegate* unmanaged<nint, int> MemFree;
    public readonly delegate* unmanaged<nint*, nuint, int> MemAllocHost;
    public readonly delegate* unmanaged<nint, int> MemFreeHost;
    public readonly delegate* unmanaged<nint, nint, nuint, nint, int> MemcpyHtoDAsync;
    public readonly delegate* unmanaged<nint, nint, nuint, nint, int> MemcpyDtoHAsync;
    public readonly delegate* unmanaged<nint, nint, nuint, nint, int> MemcpyDtoDAsync;
    public readonly delegate* unmanaged<nint, byte, nuint, nint, int> MemsetD8Async;

    public readonly delegate* unmanaged<nint*, byte*, uint, int*, nint*, int> ModuleLoadDataEx;
    public readonly delegate* unmanaged<nint, int> ModuleUnload;
    public readonly delegate* unmanaged<nint*, nint, byte*, int> ModuleGetFunction;
    public readonly delegate* unmanaged<nint, int, int, int> FuncSetAttribute;
    public readonly delegate* unmanaged<int*, int, nint, int> FuncGetAttribute;
    public readonly delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int> LaunchKernel;

    /// <summary>The linker's four are there, or none.</summary>
    public readonly delegate* unmanaged<uint, int*, nint*, nint*, int> LinkCreate;
    public readonly delegate* unmanaged<nint, int, byte*, nuint, byte*, uint, int*, nint*, int> LinkAddData;
    public readonly delegate* unmanaged<nint, byte**, nuint*, int> LinkComplete;
    public readonly delegate* unmanaged<nint, int> LinkDestroy;

    /// <summary>Since CUDA 11.8; null where it is missing.</summary>
    public readonly delegate* unmanaged<LaunchConfiguration*, nint, void**, void**, int> LaunchKernelEx;

    /// <summary>Since CUDA 11.8; null where it is missing.</summary>
    public readonly delegate* unmanaged<int*, nint, LaunchConfiguration*, int> OccupancyMaxActiveClusters;

    public readonly delegate* unmanaged<nint*, uint, int> StreamCreate;
    public readonly delegate* unmanaged<nint, int> StreamDestroy;
    public readonly delegate* unmanaged<nint, int> StreamSynchronize;
    public readonly delegate* unmanaged<nint, int, int> StreamBeginCapture;
    public readonly delegate* unmanaged<nint, nint*, int> StreamEndCapture;
    public readonly delegate* unmanaged<nint*, uint, int> EventCreate;
    public readonly delegate* unmanaged<nint, int> EventDestroy;
    public readonly delegate* unmanaged<nint, nint, int> EventRecord;
    public readonly delegate* unmanaged<nint, int> EventSynchronize;
    public readonly delegate* unmanaged<float*, nint, nint, int> EventElapsedTime;

    /// <summary>Since CUDA 11.4; where it is missing, <see cref="GraphInstantiateOld"/> is there.</summary>
    public readonly delegate* unmanaged<nint*, nint, ulong, int> GraphInstantiateWithFlags;
    public readonly delegate* unmanaged<nint*, nint, nint*, byte*, nuint, int> GraphInstantiateOld;
    public readonly delegate* unmanaged<nint, nint, int> GraphLaunch;
    public readonly delegate* unmanaged<nint, int> GraphDestroy;
    public readonly delegate* unmanaged<nint, int> GraphExecDestroy;

    /// <summary>Finds them all.</summary>
    /// <exception cref="CudaException">Some are missing; they are named.</exception>
    public CudaCalls(CudaLibrary library)
    {
        List<string> missing = [];
        GetErrorName = (delegate* unmanaged<int, byte**, int>)Find("cuGetErrorName");
        GetErrorString = (delegate* unmanaged<int, byte**, int>)Find("cuGetErrorString");

        Init = (delegate* unmanaged<uint, int>)Find("cuInit");
        DeviceGetCount = (delegate* unmanaged<int*, int>)Find("cuDeviceGetCount");
        DeviceGet = (delegate* unmanaged<int*, int, int>)Find("cuDeviceGet");
        DeviceGetName = (delegate* unmanaged<byte*, int, int, int>)Find("cuDeviceGetName");
        DeviceTotalMem = (delegate* unmanaged<nuint*, int, int>)Find("cuDeviceTotalMem_v2");
        DeviceGetAttribute = (delegate* unmanaged<int*, int, int, int>)Find("cuDeviceGetAttribute");
        DevicePrimaryCtxRetain = (delegate* unmanaged<nint*, int, int>)Find("cuDevicePrimaryCtxRetain");
        DevicePrimaryCtxRelease = (delegate* unmanaged<int, int>)Find("cuDevicePrimaryCtxRelease_v2");
        CtxSetCurrent = (delegate* unmanaged<nint, int>)Find("cuCtxSetCurrent");

        MemGetInfo = (delegate* unmanaged<nuint*, nuint*, int>)Find("cuMemGetInfo_v2");
        MemAlloc = (delegate* unmanaged<nint*, nuint, int>)Find("cuMemAlloc_v2");
        MemFree = (delegate* unmanaged<nint, int>)Find("cuMemFree_v2");
        MemAllocHost = (delegate* unmanaged<nint*, nuint, int>)Find("cuMemAllocHost_v2");
        MemFreeHost = (delegate* unmanaged<nint, int>)Find("cuMemFreeHost");
        MemcpyHtoDAsync = (delegate* unmanaged<nint, nint, nuint, nint, int>)Find("cuMemcpyHtoDAsync_v2");
        MemcpyDtoHAsync = (delegate* unmanaged<nint, nint, nuint, nint, int>)Find("cuMemcpyDtoHAsync_v2");
        MemcpyDtoDAsync = (delegate* unmanaged<nint, nint, nuint, nint, int>)Find("cuMemcpyDtoDAsync_v2");
        MemsetD8Async = (delegate* unmanaged<nint, byte, nuint, nint, int>)Find("cuMemsetD8Async");

        ModuleLoadDataEx = (delegate* unmanaged<nint*, byte*, uint, int*, nint*, int>)Find("cuModuleLoadDataEx");
        ModuleUnload = (delegate* unmanaged<nint, int>)Find("cuModuleUnload");
        ModuleGetFunction = (delegate* unmanaged<nint*, nint, byte*, int>)Find("cuModuleGetFunction");
        FuncSetAttribute = (delegate* unmanaged<nint, int, int, int>)Find("cuFuncSetAttribute");
        FuncGetAttribute = (delegate* unmanaged<int*, int, nint, int>)Find("cuFuncGetAttribute");
        LaunchKernel = (delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int>)Find("cuLaunchKernel");

        if (s_linkerNames.All(name => library.Find(name) != 0))
        {
            LinkCreate = (delegate* unmanaged<uint, int*, nint*, nint*, int>)Find(s_linkerNames[0]);
            LinkAddData = (delegate* unmanaged<nint, int, byte*, nuint, byte*, uint, int*, nint*, int>)Find(s_linkerNames[1]);
            LinkComplete = (delegate* unmanaged<nint, byte**, nuint*, int>)Find(s_linkerNames[2]);
            LinkDestroy = (delegate* unmanaged<nint, int>)Find(s_linkerNames[3]);
        }

        LaunchKernelEx = (delegate* unmanaged<LaunchConfiguration*, nint, void**, void**, int>)library.Find("cuLaunchKernelEx");

        OccupancyMaxActiveClusters = (delegate* unmanaged<int*, nint, LaunchConfiguration*, int>)library.Find("cuOccupancyMaxActiveClusters");

        StreamCreate = (delegate* unmanaged<nint*, uint, int>)Find("cuStreamCreate");
        StreamDestroy = (delegate* unmanaged<nint, int>)Find("cuStreamDestroy_v2");
        StreamSynchronize = (delegate* unmanaged<nint, int>)Find("cuStreamSynchronize");
        StreamBeginCapture = (delegate* unmanaged<nint, int, int>)Find("cuStreamBeginCapture_v2");
        StreamEndCapture = (delegate* unmanaged<nint, nint*, int>)Find("cuStreamEndCapture");
        EventCreate = (delegate* unmanaged<nint*, uint, int>)Find("cuEventCreate");
        EventDestroy = (delegate* unmanaged<nint, int>)Find("cuEventDestroy_v2");
        EventRecord = (delegate* unmanaged<nint, nint, int>)Find("cuEventRecord");
        EventSynchronize = (delegate* unmanaged<nint, int>)Find("cuEventSynchronize");
        EventElapsedTime = (delegate* unmanaged<float*, nint, nint, int>)Find("cuEventElapsedTime");

        GraphInstantiateWithFlags = (delegate* unmanaged<nint*, nint, ulong, int>)library.Find("cuGraphInstantiateWithFlags");
        GraphInstantiateOld = GraphInstantiateWithFlags is null ? (delegate* unmanaged<nint*, nint, nint*, byte*, nuint, int>)Find("cuGraphInstantiate_v2") : null;
        GraphLaunch = (delegate* unmanaged<nint, nint, int>)Find("cuGraphLaunch");
        GraphDestroy = (delegate* unmanaged<nint, int>)Find("cuGraphDestroy");
        GraphExecDestroy = (delegate* unmanaged<nint, int>)Find("cuGraphExecDestroy");

        if (missing.Count > 0)
        {
            throw new CudaException(
                CudaError.IncompleteDriver,
                $"The NVIDIA driver has no {string.Join(", ", missing)}, which Easel calls. Install a newer driver from https://www.nvidia.com/drivers; CUDA {CudaRequirements.DriverText} or newer is wanted.");
        }

        nint Find(string name)
        {
            nint address = library.Find(name);
            if (address == 0)
            {
                missing.Add(name);
            }

            return address;
        }
    }

    /// <summary>Throws unless a call has succeeded.</summary>
    /// <param name="result">What it returned.</param>
    /// <param name="call">Its name in cuda.h.</param>
    /// <param name="detail">What it was about, in words that end with a colon's clause; or none.</param>
    public void Check(int result, string call, string? detail = null)
    {
        if (result != 0)
        {
            Throw(result, call, detail);
        }
    }

    private void Throw(int result, string call, string? detail)
    {
        byte* name = null;
        byte* text = null;
        _ = GetErrorName(result, &name);
        _ = GetErrorString(result, &text);
        string said = Marshal.PtrToStringUTF8((nint)text) is { Length: > 0 } words ? $" ({words})" : "";
        string about = detail is null ? "" : $" {detail}";
        throw new CudaException(
            (CudaError)result,
            $"The NVIDIA driver answered {call} with {Marshal.PtrToStringUTF8((nint)name) ?? $"error {result}"}{said}.{about} {CudaAdvice.For((CudaError)result)}");
    }
}
