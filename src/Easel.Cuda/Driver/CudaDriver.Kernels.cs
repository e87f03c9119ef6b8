using System.Text;

namespace Easel.Cuda.Driver;

/// <content>Modules, their kernels, and launches.</content>
internal sealed unsafe partial class CudaDriver
{
    // cuda.h, CU_LAUNCH_PARAM_*: what follows in the list of a launch's extras.
    private const nint ParameterBuffer = 1;
    private const nint ParameterBytes = 2;
    private const nint EndOfParameters = 0;

    /// <inheritdoc/>
    public nint LoadModule(ReadOnlySpan<byte> image)
    {
        byte[] text = WithFinalZero(image);
        byte[] errors = new byte[LogBytes];
        byte[] notes = new byte[LogBytes];
        nint module;
        int result;
        fixed (byte* textStart = text, errorsStart = errors, notesStart = notes)
        {
            int* options = stackalloc int[] { (int)TranslationOption.NoteLog, (int)TranslationOption.NoteLogBytes, (int)TranslationOption.ErrorLog, (int)TranslationOption.ErrorLogBytes };
            nint* values = stackalloc nint[] { (nint)notesStart, LogBytes, (nint)errorsStart, LogBytes };
            result = InContext.ModuleLoadDataEx(&module, textStart, 4, options, values);
        }

        if (result != 0)
        {
            _calls.Check(result, "cuModuleLoadDataEx", LogsText(errors, notes));
        }

        return module;
    }

    /// <inheritdoc/>
    public void UnloadModule(nint module) => _calls.Check(InContext.ModuleUnload(module), "cuModuleUnload");

    /// <inheritdoc/>
    public nint FindFunction(nint module, string name)
    {
        nint function;
        fixed (byte* bytes = Encoding.UTF8.GetBytes(name + '\0'))
        {
            _calls.Check(InContext.ModuleGetFunction(&function, module, bytes), "cuModuleGetFunction", $"The kernel was {name}.");
        }

        return function;
    }

    /// <inheritdoc/>
    public void AllowSharedMemory(nint function, int bytes)
        => _calls.Check(InContext.FuncSetAttribute(function, (int)FunctionAttribute.MostDynamicSharedBytes, bytes), "cuFuncSetAttribute");

    /// <inheritdoc/>
    public (int Registers, int LocalBytes, int SharedBytes) Inspect(nint function)
        => (Attribute(function, FunctionAttribute.Registers), Attribute(function, FunctionAttribute.LocalBytes), Attribute(function, FunctionAttribute.SharedBytes));

    /// <inheritdoc/>
    public void Launch(nint function, GridSize grid, int threads, int sharedBytes, nint stream, ReadOnlySpan<byte> parameters)
    {
        fixed (byte* start = parameters)
        {
            nuint length = (nuint)parameters.Length;
            void** extra = stackalloc void*[] { (void*)ParameterBuffer, start, (void*)ParameterBytes, &length, (void*)EndOfParameters };
            if (grid.Cluster > 1)
            {
                LaunchClusters(function, grid, threads, sharedBytes, stream, extra);
                return;
            }

            _calls.Check(
                InContext.LaunchKernel(function, (uint)grid.X, (uint)grid.Y, (uint)grid.Z, (uint)threads, 1, 1, (uint)sharedBytes, stream, null, extra),
                "cuLaunchKernel");
        }
    }

    /// <inheritdoc/>
    public int ClustersAtOnce(nint function, int threads, int sharedBytes, int cluster)
    {
        RequireClusters(_calls.OccupancyMaxActiveClusters is not null, "cuOccupancyMaxActiveClusters");
        LaunchAttribute attribute = LaunchAttribute.OfCluster(cluster);
        LaunchConfiguration launch = LaunchConfiguration.Of(new GridSize(1, 1, cluster), threads, sharedBytes, stream: 0, &attribute);
        int clusters;
        _calls.Check(InContext.OccupancyMaxActiveClusters(&clusters, function, &launch), "cuOccupancyMaxActiveClusters");
        return clusters;
    }

    private void LaunchClusters(nint function, GridSize grid, int threads, int sharedBytes, nint stream, void** extra)
    {
        RequireClusters(_calls.LaunchKernelEx is not null, "cuLaunchKernelEx");
        LaunchAttribute attribute = LaunchAttribute.OfCluster(grid.Cluster);
        LaunchConfiguration launch = LaunchConfiguration.Of(grid, threads, sharedBytes, stream, &attribute);
        _calls.Check(InContext.LaunchKernelEx(&launch, function, null, extra), "cuLaunchKernelEx");
    }

    private static void RequireClusters(bool isThere, string call)
    {
        if (!isThere)
        {
            throw new CudaException(CudaError.IncompleteDriver, $"The NVIDIA driver has no {call}, which came with CUDA 11.8. Install a newer driver from https://www.nvidia.com/drivers.");
        }
    }

    private int Attribute(nint function, FunctionAttribute attribute)
    {
        int value;
        _calls.Check(InContext.FuncGetAttribute(&value, (int)attribute, function), "cuFuncGetAttribute");
        return value;
    }

    /// <summary>cuda.h, CUfunction_attribute.</summary>
    private enum FunctionAttribute
    {
        SharedBytes = 1,
        LocalBytes = 3,
        Registers = 4,
        MostDynamicSharedBytes = 8,
    }
}
