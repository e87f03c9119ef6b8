using System.Runtime.InteropServices;
using Easel.Cuda.Driver;
using Easel.Cuda.Memory;
using Easel.Cuda.Translation;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Cuda;

/// <summary>
/// An NVIDIA card. In <see cref="Precision.Autocast"/> activations between operations are halves, sums floats; latents, what is uploaded, and results of few
/// channels are floats. In <see cref="Precision.Full"/> all are floats. Everything is enqueued in one stream.
/// </summary>
public sealed unsafe partial class CudaDevice : Device
{
    // Where memory is limited, slabs of an arena are small: what is left of the last one counts.
    private const nint SlabBytesInNeed = 32 << 20;

    private readonly ICudaDriver _driver;
    private readonly CardProperties _card;
    private readonly KernelLibrary _kernels;
    private readonly nint _stream;
    private readonly CardAllocations _allocations;
    private readonly long _usedWhenOpened;
    private readonly Arena _main;
    private readonly List<Arena> _recorded = [];
    private Arena _arena;
    private bool _disposed;

    /// <summary>Opens a card.</summary>
    /// <param name="driver">The driver; belongs to the device from now on.</param>
    /// <param name="card">0 to the number of cards - 1.</param>
    /// <param name="precision">What it may round.</param>
    /// <param name="memoryLimit">See <see cref="MemoryLimit"/>.</param>
    /// <param name="translation">How kernels are translated; none for by the driver, as they are loaded.</param>
    internal CudaDevice(ICudaDriver driver, int card, Precision precision, long memoryLimit = long.MaxValue, TranslationSettings? translation = null)
    {
        MemoryLimit = memoryLimit;
        _driver = driver;
        _card = driver.Describe(card);
        Precision = precision;
        Name = $"cuda:{card} ({_card.Name})";
        _allocations = new CardAllocations(driver);
        driver.OpenContext(card);
        try
        {
            _stream = driver.CreateStream();
            _usedWhenOpened = _allocations.Used();
        }
        catch
        {
            driver.CloseContext();
            throw;
        }

        _arena = _main = NewArena();
        _weights = new WeightPool(_allocations);
        _staging = new WeightStaging(driver, _allocations, _stream);

        // Last, for it begins at once, and whoever has a device ends it.
        translation ??= TranslationSettings.ByDriver;
        _kernels = new KernelLibrary(driver, new KernelTranslator(driver, _card, translation, ForetoldKernels.For(precision, _card, translation.Threads)));
    }

    /// <summary>Opens a card.</summary>
    /// <param name="card">0 to the number of cards - 1.</param>
    /// <param name="precision">What it may round.</param>
    /// <param name="translations">A folder where kernels in cards' own code are kept for the next start; none for nowhere.</param>
    /// <param name="bandLimit">See <see cref="BandLimit"/>.</param>
    /// <param name="memoryLimit">See <see cref="MemoryLimit"/>.</param>
    /// <exception cref="CudaException">There is no driver, no such card, or none that Easel can use.</exception>
    public static CudaDevice Open(int card, Precision precision, string? translations, long? bandLimit = null, long memoryLimit = long.MaxValue)
        => Open(card, precision, TranslationSettings.Usual(translations), bandLimit, memoryLimit);

    /// <inheritdoc cref="Open(int, Precision, string?, long?, long)"/>
    /// <param name="card">0 to the number of cards - 1.</param>
    /// <param name="precision">What it may round.</param>
    /// <param name="translation">How kernels are translated.</param>
    /// <param name="bandLimit">See <see cref="BandLimit"/>.</param>
    /// <param name="memoryLimit">See <see cref="MemoryLimit"/>.</param>
    internal static CudaDevice Open(int card, Precision precision, TranslationSettings translation, long? bandLimit = null, long memoryLimit = long.MaxValue)
        => new(new CudaDriver(), card, precision, memoryLimit, translation) { BandLimit = bandLimit };

    /// <summary>
    /// A device that asks for the memory that a card would be asked for, and computes nothing: all that is downloaded is zeros, and weights are not read. What a run does on
    /// it tells what the run takes there.
    /// </summary>
    /// <param name="card">The card that is planned for. It is not opened.</param>
    /// <param name="free">Bytes of it that are free.</param>
    /// <param name="precision">What it may round.</param>
    /// <param name="bandLimit">See <see cref="BandLimit"/>.</param>
    /// <param name="memoryLimit">See <see cref="MemoryLimit"/>.</param>
    public static CudaDevice Plan(Card card, long free, Precision precision, long? bandLimit = null, long memoryLimit = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(card);
        return new CudaDevice(new PlanningDriver(card.Properties, free), card.Index, precision, memoryLimit) { BandLimit = bandLimit };
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override Precision Precision { get; }

    /// <summary>What activations are between operations.</summary>
    internal ElementType ActivationType => IsFloat ? ElementType.Float32 : ElementType.Float16;

    /// <summary>Half of what is free, or left of <see cref="MemoryLimit"/>: large maps are halves, and the plan of bands counts floats.</summary>
    public override long BandMemory => BandLimit ?? Math.Max(0, Math.Min(_driver.MemoryInfo().Free, MemoryLimit - _allocations.Held)) / 2;

    /// <summary>As of the processor's: <see cref="Easel.Tensors.Backends.Cpu.CpuDevice.BandLimit"/>.</summary>
    public long? BandLimit { get; init; }

    /// <summary>Bytes that it should hold at most, or no limit: how wide bands are follows from it, and how much it asks for at once.</summary>
    public long MemoryLimit { get; }

    /// <summary>What it held of the card at most so far.</summary>
    public CardUse Use => new(_allocations.Peak, _allocations.UsedAtPeak, _usedWhenOpened);

    /// <summary>Products are cut by their depth where there are few rows, and attention's blocks follow from the batch.</summary>
    public override bool BatchesMix => true;

    /// <inheritdoc/>
    public override Scope BeginScope() => _arena.Begin();

    /// <inheritdoc/>
    public override Scope? ExchangeScope(Scope? scope) => _arena.Exchange(scope);

    /// <inheritdoc/>
    public override Tensor Allocate(Shape shape, ElementType type = ElementType.Float32)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Allocation allocation = _arena.Allocate((nint)(shape.Count * type.Size()));
        return new Tensor(this, shape, type, allocation, allocation.Address);
    }

    /// <summary>Waits until everything enqueued is done.</summary>
    internal void Synchronize() => _driver.Synchronize(_stream);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing || _disposed)
        {
            return;
        }

        _disposed = true;
        try
        {
            GiveBack(() =>
            {
                try
                {
                    GiveAllBack();
                }
                finally
                {
                    _kernels.Dispose();
                }
            });
        }
        finally
        {
            _driver.CloseContext();
        }
    }

    private void GiveAllBack()
    {
        _staging.Dispose();
        _transfers?.Dispose();
        _weights.Dispose();
        _main.Dispose();
        if (_arrivals != 0)
        {
            _allocations.Free(_arrivals);
        }

        _driver.DestroyStream(_stream);
    }

    /// <summary>Gives something back to the card. After a fault, which was told where it happened, the driver refuses that too: what is still there goes with the context.</summary>
    private void GiveBack(Action action)
    {
        try
        {
            action();
        }
        catch (CudaException) when (HasFault())
        {
        }
    }

    /// <summary>Whether the driver refuses everything.</summary>
    private bool HasFault()
    {
        try
        {
            _ = _driver.MemoryInfo();
            return false;
        }
        catch (CudaException)
        {
            return true;
        }
    }

    /// <summary>A tensor for activations between operations.</summary>
    private Tensor AllocateActivations(Shape shape) => Allocate(shape, ActivationType);

    /// <summary>The same numbers as activations are held; the tensor itself if they are.</summary>
    private Tensor AsActivations(Tensor tensor)
    {
        Require(tensor);
        return tensor.Type == ActivationType ? tensor : Convert(tensor, ActivationType);
    }

    /// <summary>The same numbers as floats; the tensor itself if they are.</summary>
    private Tensor AsFloats(Tensor tensor)
    {
        Require(tensor);
        return tensor.Type == ElementType.Float32 ? tensor : Convert(tensor, ElementType.Float32);
    }

    /// <summary>A kernel's name for what activations are: <c>group_norm_half</c>, <c>group_norm_float</c>.</summary>
    private string Typed(string kernel) => IsFloat ? $"{kernel}_float" : $"{kernel}_half";

    /// <summary>Enqueues a kernel.</summary>
    /// <param name="file">Its file, without extension.</param>
    /// <param name="kernel">Its name.</param>
    /// <param name="grid">Blocks.</param>
    /// <param name="threads">Per block.</param>
    /// <param name="parameters">Its parameter.</param>
    /// <param name="sharedBytes">Dynamic shared memory per block.</param>
    private void Launch<T>(string file, string kernel, GridSize grid, int threads, in T parameters, int sharedBytes = 0)
        where T : unmanaged
    {
        nint function = _kernels.Find(file, kernel, sharedBytes);
        _profile?.Begin(kernel, grid);
        _driver.Launch(function, grid, threads, sharedBytes, _stream, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in parameters)));
        _profile?.End();
    }

    /// <summary>Blocks for a kernel whose threads go through elements in strides of the whole grid.</summary>
    private GridSize GridFor(long elements, int threads, int perThread = 1)
    {
        const int BlocksPerMultiprocessor = 8;
        long blocks = (elements + ((long)threads * perThread) - 1) / ((long)threads * perThread);
        return new GridSize((int)Math.Clamp(blocks, 1, (long)BlocksPerMultiprocessor * _card.Multiprocessors));
    }

    /// <summary>A tensor may be used here: it is of this device, and alive.</summary>
    private void Require(Tensor tensor)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (tensor.Device != this)
        {
            throw new ArgumentException($"A tensor of {tensor.Shape} belongs to {tensor.Device.Name}, not to {Name}.", nameof(tensor));
        }

        if (tensor.Allocation.Released)
        {
            throw new ArgumentException($"A tensor of {tensor.Shape} is used after its scope has ended.", nameof(tensor));
        }
    }

    private static void RequireShape(Tensor tensor, Shape shape) => OperationRules.RequireShape(tensor, shape);

    private Tensor Observed(PreparedWeights weights, Tensor result)
    {
        if (_guard is not { IsComputing: true })
        {
            Observer?.Invoke(weights.Name, result);
        }

        return result;
    }

    private Arena NewArena() => new(bytes => _allocations.Allocate(bytes), (address, _) => _allocations.Free(address), MemoryLimit == long.MaxValue ? Arena.SlabBytes : SlabBytesInNeed);
}
