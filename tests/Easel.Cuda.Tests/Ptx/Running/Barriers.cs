namespace Easel.Cuda.Tests.Ptx.Running;

/// <summary>
/// A block's sixteen barriers, and what each warp therefore knows of the others: all that a warp did before it came to a barrier has happened for those that
/// wait there. PTX ISA 8.0, bar.sync and bar.arrive.
/// </summary>
internal sealed class Barriers(Block block, int warps)
{
    private const int Count = 16;

    private readonly State[] _states = [.. Enumerable.Range(0, Count).Select(_ => new State(warps))];
    private readonly int[,] _known = new int[warps, warps];
    private readonly int[] _last = new int[warps];
    private int _event;

    private sealed class State(int warps)
    {
        /// <summary>Warps that are to come, once one has.</summary>
        public int Expected;

        public List<Warp> Arrived { get; } = [];

        public List<Warp> Waiting { get; } = [];

        /// <summary>What those know that have come.</summary>
        public int[] Known { get; } = new int[warps];
    }

    public void Begin()
    {
        Array.ForEach(_states, Clear);
        Array.Clear(_known);
        Array.Clear(_last);
        _event = 0;
    }

    /// <summary>The last event by which a warp let others know what it did.</summary>
    public int LastOf(int warp) => _last[warp];

    /// <summary>Whether a warp knows what another did after an event and before its next.</summary>
    public bool Knows(int warp, int other, int since) => warp == other || _known[warp, other] > since;

    /// <summary>A warp comes to a barrier.</summary>
    /// <param name="warp">Which.</param>
    /// <param name="number">Of the barrier.</param>
    /// <param name="threads">That are to come, or -1 for all.</param>
    /// <param name="waits">Whether it waits for the others.</param>
    public void Arrive(Warp warp, int number, int threads, bool waits)
    {
        int expected = threads < 0 ? warps : threads / 32;
        if (number is < 0 or >= Count || threads == 0 || (threads > 0 && threads % 32 != 0) || expected > warps)
        {
            throw new KernelFaultException($"there is no barrier {number} for {threads} threads: 16 barriers, for whole warps of the block.");
        }

        State state = _states[number];
        if (state.Arrived.Count > 0 && state.Expected != expected)
        {
            throw new KernelFaultException($"comes to barrier {number} with {32 * expected} threads, where another warp expects {32 * state.Expected}.");
        }

        if (state.Arrived.Contains(warp))
        {
            throw new KernelFaultException($"comes to barrier {number} again before the others have.");
        }

        state.Expected = expected;
        state.Arrived.Add(warp);
        _last[warp.Index] = ++_event;
        _known[warp.Index, warp.Index] = _event;
        for (int i = 0; i < warps; i++)
        {
            state.Known[i] = Math.Max(state.Known[i], _known[warp.Index, i]);
        }

        if (waits)
        {
            state.Waiting.Add(warp);
            warp.IsWaiting = true;
        }

        if (state.Arrived.Count == expected)
        {
            Complete(state);
        }
    }

    /// <summary>All warps have ended.</summary>
    public void End()
    {
        int left = Array.FindIndex(_states, state => state.Arrived.Count > 0);
        if (left >= 0)
        {
            throw block.Explain(new($"has come to barrier {left}, to which the others never come."), _states[left].Arrived[0]);
        }
    }

    private void Complete(State state)
    {
        foreach (Warp warp in state.Waiting)
        {
            warp.IsWaiting = false;
            for (int i = 0; i < warps; i++)
            {
                _known[warp.Index, i] = Math.Max(_known[warp.Index, i], state.Known[i]);
            }
        }

        if (state.Waiting.Count == warps)
        {
            block.Meet();
        }

        Clear(state);
    }

    private static void Clear(State state)
    {
        state.Arrived.Clear();
        state.Waiting.Clear();
        Array.Clear(state.Known);
    }
}
