using System.Runtime.ExceptionServices;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Diffusion.Together;

/// <summary>
/// Runs that take turns on a device, each on a thread of its own. Only the one that has the turn computes; it gives the turn away when it calls the network or ends. When
/// all wait for the network, their calls are computed together, and then each has its turn again.
/// </summary>
/// <param name="device">What they compute on.</param>
/// <param name="compute">Computes calls: gives each a result or an error, and throws nothing.</param>
internal sealed class Turns(Device device, Action<IReadOnlyList<UNetCall>> compute)
{
    private readonly object _gate = new();
    private readonly List<UNetCall> _waiting = [];
    private bool _isTaken;
    private int _under; // runs that have begun and not ended, and wait for no call
    private long _begun;

    /// <summary>A run begins: waits for its first turn.</summary>
    public Turn Begin()
    {
        lock (_gate)
        {
            _under++;
            Take();
            return new Turn(this, _begun++);
        }
    }

    /// <summary>Computes something between the rounds: waits for the turn, and gives it away at the end.</summary>
    public void Between(Action work)
    {
        using Turn turn = Begin();
        work();
    }

    /// <summary>The run that has the turn ends.</summary>
    internal void End()
    {
        lock (_gate)
        {
            _under--;
            Give();
        }
    }

    /// <summary>The run that has the turn gives it away, and has it again when the call is answered.</summary>
    internal void Call(UNetCall call)
    {
        Scope? open = device.ExchangeScope(null);
        lock (_gate)
        {
            _waiting.Add(call);
            _under--;
            Give();
            while (call.Result is null && call.Error is null)
            {
                if (_under == 0 && !_isTaken)
                {
                    ComputeAll();
                }
                else
                {
                    Monitor.Wait(_gate);
                }
            }

            Take();
        }

        device.ExchangeScope(open);
        if (call.Error is Exception error)
        {
            ExceptionDispatchInfo.Throw(error);
        }
    }

    /// <summary>Computes all calls that wait, outside the lock: runs may begin meanwhile, and wait for their turn.</summary>
    private void ComputeAll()
    {
        _isTaken = true;
        UNetCall[] calls = [.. _waiting.OrderBy(call => call.Run)];
        _waiting.Clear();
        Monitor.Exit(_gate);
        try
        {
            compute(calls);
        }
        catch (Exception exception)
        {
            foreach (UNetCall call in calls.Where(call => call.Result is null))
            {
                call.Error ??= exception;
            }
        }
        finally
        {
            Monitor.Enter(_gate);
            _under += calls.Length;
            Give();
        }
    }

    private void Take()
    {
        while (_isTaken)
        {
            Monitor.Wait(_gate);
        }

        _isTaken = true;
    }

    private void Give()
    {
        _isTaken = false;
        Monitor.PulseAll(_gate);
    }
}
