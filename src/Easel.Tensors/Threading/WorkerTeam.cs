using System.Runtime.ExceptionServices;
using Easel.Tensors.Memory;

namespace Easel.Tensors.Threading;

/// <summary>The threads of a device. The caller is one of them. Results never depend on how many there are.</summary>
internal sealed unsafe class WorkerTeam : IDisposable
{
    /// <summary>Bytes of scratch memory that each worker brings to a piece.</summary>
    public const int ScratchBytes = 8 << 20;

    // About 0.1 ms of spinning bridges the gap between two operations of a step; longer waits sleep.
    private const int SpinsBeforeSleep = 400;

    private readonly Thread[] _helpers;
    private readonly nint[] _scratch;
    private readonly AutoResetEvent[] _wake;
    private readonly int[] _asleep;
    private readonly Lock _entry = new();

    private delegate*<void*, int, byte*, void> _invoke;
    private void* _work;
    private int _pieces;
    private int _next;
    private int _generation;
    private int _busy;
    private volatile bool _disposed;
    private ExceptionDispatchInfo? _failure;

    public WorkerTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);

        Threads = threads;
        _scratch = new nint[threads];
        for (int i = 0; i < threads; i++)
        {
            _scratch[i] = NativePages.Allocate(ScratchBytes);
        }

        _wake = [.. Enumerable.Range(0, threads).Select(_ => new AutoResetEvent(false))];
        _asleep = new int[threads];
        _helpers = new Thread[threads - 1];
        for (int i = 0; i < _helpers.Length; i++)
        {
            int worker = i + 1;
            _helpers[i] = new Thread(() => Help(worker)) { IsBackground = true, Name = $"easel worker {worker}" };
            _helpers[i].Start();
        }
    }

    public int Threads { get; }

    /// <summary>Does all pieces, and returns when the last is done.</summary>
    public void Run<TWork>(int pieces, TWork work) where TWork : unmanaged, IPieces
    {
        lock (_entry)
        {
            if (pieces <= 1 || _helpers.Length == 0)
            {
                for (int piece = 0; piece < pieces; piece++)
                {
                    work.Run(piece, (byte*)_scratch[0]);
                }

                return;
            }

            _invoke = &Invoke<TWork>;
            _work = &work;
            _pieces = pieces;
            _next = 0;
            Volatile.Write(ref _busy, _helpers.Length);
            Interlocked.Increment(ref _generation);
            WakeSleepers();
            TakePieces(0);
            SpinWait spin = default;
            while (Volatile.Read(ref _busy) > 0)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }
        }

        ExceptionDispatchInfo? failure = Interlocked.Exchange(ref _failure, null);
        failure?.Throw();
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Interlocked.Increment(ref _generation);
        WakeSleepers();
        foreach (Thread helper in _helpers)
        {
            helper.Join();
        }

        foreach (nint scratch in _scratch)
        {
            NativePages.Free(scratch, ScratchBytes);
        }

        foreach (AutoResetEvent wake in _wake)
        {
            wake.Dispose();
        }
    }

    private static void Invoke<TWork>(void* work, int piece, byte* scratch) where TWork : unmanaged, IPieces
        => ((TWork*)work)->Run(piece, scratch);

    private void Help(int worker)
    {
        int seen = 0;
        while (!_disposed)
        {
            seen = WaitForWork(worker, seen);
            if (_disposed)
            {
                return;
            }

            TakePieces(worker);
            Interlocked.Decrement(ref _busy);
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

    private void WakeSleepers()
    {
        for (int worker = 1; worker < Threads; worker++)
        {
            if (Interlocked.Exchange(ref _asleep[worker], 0) == 1)
            {
                _wake[worker].Set();
            }
        }
    }

    private void TakePieces(int worker)
    {
        try
        {
            int piece;
            while ((piece = Interlocked.Increment(ref _next) - 1) < _pieces)
            {
                _invoke(_work, piece, (byte*)_scratch[worker]);
            }
        }
        catch (Exception exception)
        {
            _failure ??= ExceptionDispatchInfo.Capture(exception);
        }
    }
}
