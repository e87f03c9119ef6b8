using System.Collections.Concurrent;
using System.Text;
using Easel.Cuda.Driver;
using Easel.Cuda.Tests.Ptx.Decoding;
using Easel.Cuda.Tests.Ptx.Parsing;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Driver;

/// <content>Modules, launches and recordings.</content>
internal sealed partial class InterpretingDriver
{
    /// <summary>Static and dynamic shared memory that a block may have without asking.</summary>
    private const int UnaskedSharedMemory = 48 << 10;

    // What files of machine code begin with.
    private static ReadOnlySpan<byte> CodeMark => "\u007FELF"u8;

    private static readonly ConcurrentDictionary<string, ModuleText> s_parsed = new(StringComparer.Ordinal);

    private readonly Dictionary<nint, Module> _modules = [];
    private readonly Dictionary<nint, Function> _functions = [];
    private readonly Dictionary<nint, List<Action>> _graphs = [];
    private List<Action>? _capture;
    private nint _captured;
    private bool _spoiled;
    private int _launches;

    private sealed class Function(Kernel kernel, Module module)
    {
        public Kernel Kernel { get; } = kernel;

        public Module Module { get; } = module;

        public int AllowedSharedBytes { get; set; } = UnaskedSharedMemory - kernel.StaticSharedBytes;
    }

    /// <summary>As a real driver's linker, from whatever thread and whatever is recorded meanwhile. The card's own code is the text behind a mark.</summary>
    public byte[]? Translate(ReadOnlySpan<byte> ptx)
    {
        Enter(nameof(Translate), 0, ptx.Length);
        Check(ptx);
        return [.. CodeMark, .. ptx];
    }

    /// <inheritdoc/>
    public nint LoadModule(ReadOnlySpan<byte> image)
    {
        EnterOutsideCapture(nameof(LoadModule), image.Length);
        ModuleText text = Check(image.StartsWith(CodeMark) ? image[CodeMark.Length..] : image);
        var module = new Module(text, Memory);
        lock (_lock)
        {
            _modules.Add(++_lastHandle, module);
            return _lastHandle;
        }
    }

    /// <summary>Reads what the card is to run, and sees whether driver and card know it.</summary>
    private ModuleText Check(ReadOnlySpan<byte> ptx)
    {
        ModuleText text = s_parsed.GetOrAdd(Encoding.UTF8.GetString(ptx), PtxParser.Parse);

        // CUDA 11.0 came with PTX 7.0, 12.4 with 8.4.
        int known = 10 * (Version / 1000 - 4) + Version % 1000 / 10;
        if (text.Version > known)
        {
            throw new CudaException(CudaError.UnsupportedPtxVersion, $"The PTX is of version {text.Version / 10}.{text.Version % 10}, the driver is too old for it.");
        }

        int capability = 10 * Properties.Capability.Major + Properties.Capability.Minor;
        bool fits = text.IsArchitectureSpecific ? text.Target == capability : text.Target <= capability;
        if (text.Version == 0 || text.Target == 0 || !fits)
        {
            string only = text.IsArchitectureSpecific ? "and for no other" : "and for what came after it";
            throw new CudaException(CudaError.InvalidPtx, $"The PTX is for {text.TargetName} {only}, the card is sm_{capability}.");
        }

        return text;
    }

    /// <inheritdoc/>
    public void UnloadModule(nint module)
    {
        EnterOutsideCapture(nameof(UnloadModule), module);
        Require(_modules.Remove(module, out Module? found), "There is no such module.");
        found!.Unload();
        foreach (nint function in _functions.Where(function => function.Value.Module == found).Select(function => function.Key).ToArray())
        {
            _functions.Remove(function);
        }
    }

    /// <inheritdoc/>
    public nint FindFunction(nint module, string name)
    {
        Enter(nameof(FindFunction), 0, module, name);
        lock (_lock)
        {
            Require(_modules.TryGetValue(module, out Module? found), "There is no such module.");
            Kernel kernel = found!.Find(name) ?? throw new CudaException((CudaError)500, $"There is no kernel '{name}'.");
            _functions.Add(++_lastHandle, new(kernel, found));
            return _lastHandle;
        }
    }

    /// <inheritdoc/>
    public void AllowSharedMemory(nint function, int bytes)
    {
        Function found = Find(function);
        Enter(nameof(AllowSharedMemory), 0, found.Kernel.Name, bytes);
        int most = Properties.SharedMemoryPerBlock - found.Kernel.StaticSharedBytes;
        Require(bytes >= 0 && bytes <= most, $"{found.Kernel.Name} asks for {bytes} bytes of shared memory, it can have {most}.");
        found.AllowedSharedBytes = bytes;
    }

    /// <summary>Registers are made up: only the real translator knows.</summary>
    public (int Registers, int LocalBytes, int SharedBytes) Inspect(nint function)
    {
        Kernel kernel = Find(function).Kernel;
        Enter(nameof(Inspect), 0, kernel.Name);
        return (64, kernel.LocalBytes, kernel.StaticSharedBytes);
    }

    /// <inheritdoc/>
    public void Launch(nint function, GridSize grid, int threads, int sharedBytes, nint stream, ReadOnlySpan<byte> parameters)
    {
        Function found = Find(function);
        Kernel kernel = found.Kernel;
        Enter(nameof(Launch), stream, kernel.Name, grid, threads, sharedBytes, stream, System.Convert.ToHexString(parameters));
        Require(grid.X >= 1 && grid.Y is >= 1 and <= 65535 && grid.Z is >= 1 and <= 65535, $"{kernel.Name}: {grid} is no grid.");
        Require(threads >= 1 && threads <= kernel.MaxThreads, $"{kernel.Name}: {threads} threads were asked for, up to {kernel.MaxThreads} are allowed.");
        Require(sharedBytes >= 0 && sharedBytes <= found.AllowedSharedBytes,
            $"{kernel.Name}: {sharedBytes} bytes of dynamic shared memory were asked for, up to {found.AllowedSharedBytes} are allowed.");
        Require(parameters.Length == kernel.ParameterBytes,
            $"{kernel.Name}: the parameters have {parameters.Length} bytes, {kernel.ParameterBytes} were expected.");

        CheckClusters(kernel, grid);
        var launch = new Launch(kernel, Memory, grid, threads, sharedBytes, parameters) { MostSteps = MostSteps };
        Enqueue(stream, () => LaneInstructions += Computes ? launch.Run(BlocksAtOnce, NextOrder()) : 0);
    }

    /// <summary>Multiprocessors are in groups of sixteen here, and shared memory alone decides.</summary>
    public int ClustersAtOnce(nint function, int threads, int sharedBytes, int cluster)
    {
        const int Group = 16;
        const int Reserved = 1 << 10;
        Kernel kernel = Find(function).Kernel;
        Enter(nameof(ClustersAtOnce), 0, kernel.Name, threads, sharedBytes, cluster);
        CheckClusters(kernel, new GridSize(1, 1, cluster, cluster));
        int blocks = Properties.SharedMemoryPerMultiprocessor / (kernel.StaticSharedBytes + sharedBytes + Reserved);
        return (Properties.Multiprocessors / Group * (Group * blocks / cluster)) + (Properties.Multiprocessors % Group * blocks / cluster);
    }

    /// <summary>Clusters are Hopper's and newer cards', of eight blocks at most unless a kernel asks for more.</summary>
    private void CheckClusters(Kernel kernel, GridSize grid)
    {
        const int MostBlocks = 8;
        Require(grid.Cluster >= 1 && grid.Cluster <= MostBlocks && grid.Z % grid.Cluster == 0, $"{kernel.Name}: {grid} cannot be cut into clusters.");
        Require(grid.Cluster == 1 || (Properties.Capability.Major >= 9 && Version >= 11080), $"{kernel.Name}: the card or its driver has no clusters.");
    }

    private BlockOrder NextOrder() => FirstBlock is int first ? new(0, first) : new(_launches++);

    /// <inheritdoc/>
    public void BeginCapture(nint stream)
    {
        EnterOutsideCapture(nameof(BeginCapture), stream);
        CheckStream(stream);
        Require(stream != 0, "The default stream cannot be recorded.");
        (_capture, _captured, _spoiled) = ([], stream, false);
    }

    /// <inheritdoc/>
    public nint EndCapture(nint stream)
    {
        Enter(nameof(EndCapture), 0, stream);
        Require(_capture is not null && stream == _captured, "The stream is not being recorded.");
        List<Action> recorded = _capture!;
        _capture = null;
        if (_spoiled)
        {
            throw new CudaException((CudaError)901, "Something that cannot be recorded has spoiled the recording.");
        }

        _graphs.Add(++_lastHandle, recorded);
        return _lastHandle;
    }

    /// <inheritdoc/>
    public void LaunchGraph(nint graph, nint stream)
    {
        Enter(nameof(LaunchGraph), stream, graph, stream);
        Require(_graphs.TryGetValue(graph, out List<Action>? recorded), "There is no such graph.");
        Enqueue(stream, () => recorded!.ForEach(action => action()));
    }

    /// <inheritdoc/>
    public void DestroyGraph(nint graph)
    {
        EnterOutsideCapture(nameof(DestroyGraph), graph);
        Require(_graphs.Remove(graph), "There is no such graph.");
    }

    private Function Find(nint function)
    {
        lock (_lock)
        {
            return _functions.GetValueOrDefault(function) ?? throw new CudaException((CudaError)400, "There is no such kernel.");
        }
    }

    private void Enqueue(nint stream, Action action)
    {
        CheckStream(stream);
        if (_capture is null || stream != _captured)
        {
            action();
            return;
        }

        _capture.Add(action);
    }

    private CudaException Spoiled(string message)
    {
        _spoiled = true;
        return new(CudaError.CaptureUnsupported, message);
    }
}
