using System.Runtime.ExceptionServices;
using Easel.Tensors.Memory;

namespace Easel.Tensors.Threading;

/// <summary>The threads of a device. The caller is one of them. Results never depend on how many there are.</summary>
/// <remarks>
/// A run is open while pieces are left to take. Whoever takes a piece keeps the run alive until it is done, so that a helper may
/// come late, or never, and nothing waits for it.
/// </remarks>
internal sealed unsafe class WorkerTeam : IDisposable
{
    /// <summary>Bytes of scratch memory that each worker brings to a piece.</summary>
    public const int ScratchBytes = 8 << 20;

    // About 0.1 ms (1.1 us each, measured) bridges the gap between two operations of a step; longer waits sleep.
    private const int SpinsBeforeSleep = 100;

    private readonly Thread[] _helpers;
    private readonly nint[] _scratch;
    private readonly AutoResetEvent[] _wake;
    private readonly int[] _asleep;
    private readonly Lock _entry = new();

    // Written by the caller while no piece can be taken, read by those who have taken one.
    private delegate*<void*, int, byte*, void> _invoke;
    private void* _work;
    private int _pieces;

    private int _left;
    private int _unfinished;
    private int _generation;
    private volatile bool _disposed;
    private ExceptionDispatchInfo? _failure;

    /// <param name="threads">How many, with the caller.</param>
    /// <param name="hasLowPriority">Whether those that belong to the team leave the processors to all other threads: see <see cref="LowPriority"/>.</param>
    public WorkerTeam(int threads, bool hasLowPriority = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);

        Threads = threads;
        _scratch = new nint[threads];
        _wake = new AutoResetEvent[threads];
        _asleep = new int[threads];
        for (int i = 0; i < threads; i++)
        {
            _scratch[i] = NativePages.Allocate(ScratchBytes);
            _wake[i] = new AutoResetEvent(false);
        }

        _helpers = new Thread[threads - 1];
        for (int i = 0; i < _helpers.Length; i++)
        {
            int worker = i + 1;
            _helpers[i] = new Thread(() => Help(worker, hasLowPriority)) { IsBackground = true, Name = $"easel worker {worker}" };
            _helpers[i].Start();
        }
    }

    public int Threads { get; }

    /// <summary>Does all pieces, and returns when the last is done. Throws what a piece has thrown, after the others are done.</summary>
    public void Run<TWork>(int pieces, TWork work) where TWork : unmanaged, IPieces
    {
        lock (_entry)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (pieces <= 0)
            {
                return;
            }

            _invoke = &Invoke<TWork>;
            _work = &work;
            _pieces = pieces;
            _unfinished = pieces;
            Volatile.Write(ref _left, pieces);
            if (pieces > 1 && _helpers.Length > 0)
            {
                Interlocked.Increment(ref _generation);
                WakeSleepers(pieces - 1);
            }

            TakePieces(0);
            SpinWait spin = default;
            while (Volatile.Read(ref _unfinished) > 0)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }

            if (_failure is not null)
            {
                ExceptionDispatchInfo failure = _failure;
                _failure = null;
                failure.Throw();
            }
        }
    }

    public void Dispose()
    {
        lock (_entry)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            Interlocked.Increment(ref _generation);
            WakeSleepers(_helpers.Length);
        }

        foreach (Thread helper in _helpers)
        {
            helper.Join();
        }

        for (int i = 0; i < Threads; i++)
        {
            NativePages.Free(_scratch[i], ScratchBytes);
            _wake[i].Dispose();
        }
    }

    private static void Invoke<TWork>(void* work, int piece, byte* scratch) where TWork : unmanaged, IPieces
        => ((TWork*)work)->Run(piece, scratch);

    private void Help(int worker, bool hasLowPriority)
    {
        if (hasLowPriority)
        {
            LowPriority.Enter();
        }

        int seen = 0;
        while (!_disposed)
        {
            seen = WaitForWork(worker, seen);
            TakePieces(worker);
        }
    }

    private int WaitForWork(int worker, int seen)
    {
        for (int spin = 0; spin < SpinsBeforeSleep; spin++)
        {
            if (Volatile.Read(ref _generation) != seen)
            {
                return Volatile.Read(ref _generation);
            }

            Thread.SpinWait(20);
        }

        while (Volatile.Read(ref _generation) == seen)
        {
            Interlocked.Exchange(ref _asleep[worker], 1);

            // Whoever turns the flag back decides: this worker, if work came in between, or the caller, who then sends a signal.
            bool rose = Volatile.Read(ref _generation) != seen && Interlocked.Exchange(ref _asleep[worker], 0) == 1;
            if (!rose)
            {
                _wake[worker].WaitOne();
            }
        }

        return Volatile.Read(ref _generation);
    }

    /// <summary>Wakes as many as asked for, less those who are awake anyway.</summary>
    private void WakeSleepers(int wanted)
    {
        for (int worker = 1; worker < Threads && worker <= wanted; worker++)
        {
            if (Volatile.Read(ref _asleep[worker]) == 1 && Interlocked.Exchange(ref _asleep[worker], 0) == 1)
            {
                _wake[worker].Set();
            }
        }
    }

    private void TakePieces(int worker)
    {
        int left;
        while ((left = TakeOne()) > 0)
        {
            try
            {
                _invoke(_work, _pieces - left, (byte*)_scratch[worker]);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            }

            // The last sight of the run: the caller may return now.
            Interlocked.Decrement(ref _unfinished);
        }
    }

    /// <summary>How many pieces were left before one of them was taken; 0 if there is none to take.</summary>
    private int TakeOne()
    {
        int left = Volatile.Read(ref _left);
        while (left > 0)
        {
            int before = Interlocked.CompareExchange(ref _left, left - 1, left);
            if (before == left)
            {
                return left;
            }

            left = before;
        }

        return 0;
    }
}
