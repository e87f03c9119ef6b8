using System.Diagnostics;
using Easel.Cuda.Driver;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Driver;

/// <summary>
/// A driver without a card: its memory is memory of this process, its kernels are interpreted, and streams do everything at once. It is stricter than a real
/// one, and keeps a list of what it was asked for.
/// </summary>
internal sealed partial class InterpretingDriver : ICudaDriver, IDisposable
{
    private bool _isOpen;
    private readonly HashSet<nint> _streams = [0];
    private readonly Dictionary<nint, long?> _events = [];
    private readonly List<DriverCall> _calls = [];
    private readonly Lock _lock = new();
    private nint _lastHandle = 0x1000;

    /// <summary>By default, a card like an H100.</summary>
    public CardProperties Properties { get; set; } = new()
    {
        Name = "Interpreted",
        Capability = (9, 0),
        Multiprocessors = 132,
        Memory = 80L << 30,
        SharedMemoryPerBlock = 227 << 10,
        SharedMemoryPerMultiprocessor = 228 << 10,
        CacheBytes = 50 << 20,
    };

    /// <inheritdoc/>
    public int Version { get; set; } = 12040;

    /// <inheritdoc/>
    public string Build { get; set; } = "interpreter";

    /// <inheritdoc/>
    public int CardCount { get; set; } = 1;

    /// <summary>Blocks of a grid that run side by side.</summary>
    public int BlocksAtOnce { get; set; } = 1;

    /// <summary>The block that launches begin with; none, another order of blocks for every launch.</summary>
    public int? FirstBlock { get; set; }

    /// <summary>A warp that does more instructions in a block will not end.</summary>
    public long MostSteps { get; set; } = 1L << 28;

    /// <summary>Whether kernels do anything. If not, all but them is as ever: memory, copies, what is refused.</summary>
    public bool Computes { get; init; } = true;

    /// <summary>The most bytes of card memory that were held at once.</summary>
    public long MostHeld { get; private set; }

    /// <summary>What is on the card and in host memory that it can read.</summary>
    public CardMemory Memory { get; } = new();

    /// <summary>All that was asked for, in order.</summary>
    public IReadOnlyList<DriverCall> Calls => _calls;

    /// <summary>Instructions that kernels have done, counted for each lane.</summary>
    public long LaneInstructions { get; private set; }

    /// <summary>Forgets what was asked for.</summary>
    public void ClearCalls() => _calls.Clear();

    /// <inheritdoc/>
    public CardProperties Describe(int card)
    {
        CheckCard(card);
        return Properties;
    }

    /// <inheritdoc/>
    public void OpenContext(int card)
    {
        CheckCard(card);
        Log(nameof(OpenContext), card);
        _isOpen = true;
    }

    /// <inheritdoc/>
    public void CloseContext()
    {
        Enter(nameof(CloseContext));
        Dispose();
    }

    /// <inheritdoc/>
    public nint CreateStream()
    {
        EnterOutsideCapture(nameof(CreateStream));
        _streams.Add(++_lastHandle);
        return _lastHandle;
    }

    /// <inheritdoc/>
    public void DestroyStream(nint stream)
    {
        EnterOutsideCapture(nameof(DestroyStream), stream);
        Require(stream != 0 && _streams.Remove(stream), "There is no such stream.");
    }

    /// <inheritdoc/>
    public void Synchronize(nint stream)
    {
        EnterOutsideCapture(nameof(Synchronize), stream);
        CheckStream(stream);
    }

    /// <inheritdoc/>
    public nint CreateEvent()
    {
        EnterOutsideCapture(nameof(CreateEvent));
        _events[++_lastHandle] = null;
        return _lastHandle;
    }

    /// <inheritdoc/>
    public void DestroyEvent(nint recorded)
    {
        EnterOutsideCapture(nameof(DestroyEvent), recorded);
        Require(_events.Remove(recorded), "There is no such event.");
    }

    /// <inheritdoc/>
    public void Record(nint recorded, nint stream)
    {
        Enter(nameof(Record), stream, recorded, stream);
        Require(_events.ContainsKey(recorded), "There is no such event.");
        Enqueue(stream, () => _events[recorded] = Stopwatch.GetTimestamp());
    }

    /// <inheritdoc/>
    public void SynchronizeEvent(nint recorded)
    {
        EnterOutsideCapture(nameof(SynchronizeEvent), recorded);
        Require(_events.ContainsKey(recorded), "There is no such event.");
    }

    /// <inheritdoc/>
    public float Elapsed(nint from, nint to)
    {
        Enter(nameof(Elapsed), 0, from, to);
        long? begin = _events.GetValueOrDefault(from);
        long? end = _events.GetValueOrDefault(to);
        return begin is long first && end is long last
            ? (float)Stopwatch.GetElapsedTime(first, last).TotalMilliseconds
            : throw new CudaException((CudaError)400, "An event has not been recorded.");
    }

    public void Dispose()
    {
        _isOpen = false;
        _modules.Clear();
        _functions.Clear();
        _graphs.Clear();
        Memory.Dispose();
    }

    private void CheckCard(int card)
    {
        if (card < 0 || card >= CardCount)
        {
            throw new CudaException((CudaError)101, $"There is no card {card}.");
        }
    }

    private void CheckStream(nint stream) => Require(_streams.Contains(stream), "There is no such stream.");

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new CudaException(CudaError.InvalidValue, message);
        }
    }

    private void Log(string name, params object[] arguments) => Enter(name, 0, arguments);

    /// <summary>Notes a call that may come in a capture.</summary>
    private void Enter(string name, nint stream = 0, params object[] arguments)
    {
        lock (_lock)
        {
            if (!_isOpen && name != nameof(OpenContext))
            {
                throw new CudaException((CudaError)201, $"{name}: no context is open.");
            }

            _calls.Add(new(name, _capture is not null && stream == _captured, arguments));
        }
    }

    /// <summary>Notes a call that must not come in a capture; the capture is lost if it does.</summary>
    private void EnterOutsideCapture(string name, params object[] arguments)
    {
        Enter(name, 0, arguments);
        if (_capture is not null)
        {
            throw Spoiled($"{name} cannot be recorded.");
        }
    }
}
