namespace Easel.Cuda.Tests.Ptx.Running;

/// <summary>What an operation on memory orders between blocks.</summary>
[Flags]
internal enum MemoryOrder
{
    Relaxed = 0,
    Acquire = 1,
    Release = 2,
}

/// <summary>
/// Who touched which bytes of card memory in a launch, and what each warp may know of it: what a block has done is known to another only through an atomic
/// operation that releases it and a later one, at the same place, that acquires it; or with fences of the card around both. PTX ISA, "Memory Consistency Model".
/// Time is counted for each block, from barrier to barrier and from release to release.
/// </summary>
internal sealed class MemoryOrders
{
    private const int PageShift = 12;
    private const int CellShift = 1;

    private readonly Dictionary<ulong, Page> _pages = [];
    private readonly Dictionary<ulong, Knowledge> _released = [];
    private readonly Dictionary<int, BlockTime> _blocks = [];

    // What was asked for last: most accesses are of the same warp, to the same page.
    private Page? _page;
    private Warp? _warp;
    private int _number;
    private BlockTime _time = null!;
    private WarpTime _own = null!;

    private record struct Touch(int Block, int Warp, int Time);

    private struct Cell
    {
        public Touch? Writer;
        public Touch? Reader;

        /// <summary>Whether blocks besides the last have read.</summary>
        public bool HasReaders;
    }

    private sealed class Page(ulong number)
    {
        public ulong Number => number;

        public Cell[] Cells { get; } = new Cell[1 << (PageShift - CellShift)];

        /// <summary>Whether blocks count somewhere in it.</summary>
        public bool HasCounters { get; set; }
    }

    /// <summary>Up to which time a block's, or one warp's, accesses are known.</summary>
    private sealed class Knowledge : Dictionary<(int Block, int Warp), int>
    {
        public const int AllWarps = -1;

        public bool Covers(Touch touch)
            => GetValueOrDefault((touch.Block, AllWarps)) > touch.Time || GetValueOrDefault((touch.Block, touch.Warp)) > touch.Time;

        public void Add(Knowledge other)
        {
            foreach (((int Block, int Warp) who, int time) in other)
            {
                this[who] = Math.Max(GetValueOrDefault(who), time);
            }
        }

        private int GetValueOrDefault((int Block, int Warp) who) => TryGetValue(who, out int time) ? time : 0;
    }

    private sealed class WarpTime
    {
        public Knowledge Known { get; } = [];

        /// <summary>What relaxed operations have seen, until a fence.</summary>
        public Knowledge Seen { get; } = [];

        /// <summary>What the last fence lets relaxed operations release.</summary>
        public Knowledge Fenced { get; } = [];
    }

    private sealed class BlockTime
    {
        public int Now { get; set; } = 1;

        public int Barrier { get; set; } = 1;

        public Dictionary<int, WarpTime> Warps { get; } = [];
    }

    /// <summary>A lane reads or writes.</summary>
    public void Access(ulong address, int bytes, Warp warp, int lane, bool writes)
    {
        BlockTime block = TimeOf(warp, out WarpTime own);
        Touch touch = new(warp.Block.Number, warp.Index, block.Now);
        for (ulong at = address >> CellShift; at <= (address + (ulong)bytes - 1) >> CellShift; at++)
        {
            ulong place = at << CellShift;
            Page page = PageOf(place);
            if (page.HasCounters && _released.ContainsKey(place & ~3ul))
            {
                throw new KernelFaultException($"{(writes ? "writes" : "reads")} at 0x{address:x}, where blocks count.", lane);
            }

            ref Cell cell = ref page.Cells[(int)(place >> CellShift) & ((1 << (PageShift - CellShift)) - 1)];
            if (cell.Writer is Touch writer && writer.Block != touch.Block && !own.Known.Covers(writer))
            {
                throw new KernelFaultException($"{(writes ? "writes" : "reads")} at 0x{address:x}, which block {writer.Block} has written, and nothing has ordered that before.", lane);
            }

            if (writes)
            {
                if (cell.Reader is Touch reader && ((reader.Block != touch.Block && !own.Known.Covers(reader)) || cell.HasReaders))
                {
                    throw new KernelFaultException($"writes at 0x{address:x}, which block {reader.Block} has read, and nothing has ordered that before.", lane);
                }

                cell.Writer = touch;
                continue;
            }

            cell.HasReaders |= cell.Reader is Touch before && before.Block != touch.Block;
            cell.Reader = touch;
        }
    }

    /// <summary>A warp changes a place by an atomic operation.</summary>
    public void Change(ulong address, Warp warp, MemoryOrder order)
    {
        BlockTime block = TimeOf(warp, out WarpTime own);
        if (!_released.TryGetValue(address, out Knowledge? released))
        {
            _released.Add(address, released = []);
            PageOf(address).HasCounters = true;
        }

        (order.HasFlag(MemoryOrder.Acquire) ? own.Known : own.Seen).Add(released);
        released.Add(order.HasFlag(MemoryOrder.Release) ? Own(warp, block, own) : own.Fenced);
    }

    /// <summary>A warp's fence of the card.</summary>
    public void Fence(Warp warp)
    {
        BlockTime block = TimeOf(warp, out WarpTime own);
        own.Known.Add(own.Seen);
        own.Fenced.Add(Own(warp, block, own));
    }

    /// <summary>A block's warps have reached a barrier: what one knows, all know.</summary>
    public void Pass(Block block, int warps)
    {
        if (!_blocks.TryGetValue(block.Number, out BlockTime? time))
        {
            return;
        }

        time.Barrier = ++time.Now;
        Knowledge all = [];
        foreach (WarpTime warp in time.Warps.Values)
        {
            all.Add(warp.Known);
        }

        for (int i = 0; i < warps; i++)
        {
            WarpOf(time, i).Known.Add(all);
        }
    }

    /// <summary>What a warp has done and what it knows; what it does from now on is later.</summary>
    private static Knowledge Own(Warp warp, BlockTime block, WarpTime own)
    {
        Knowledge all = [];
        all.Add(own.Known);
        all[(warp.Block.Number, Knowledge.AllWarps)] = block.Barrier;
        all[(warp.Block.Number, warp.Index)] = ++block.Now;
        return all;
    }

    private BlockTime TimeOf(Warp warp, out WarpTime own)
    {
        if (_warp != warp || _number != warp.Block.Number)
        {
            (_warp, _number) = (warp, warp.Block.Number);
            if (!_blocks.TryGetValue(_number, out BlockTime? block))
            {
                _blocks.Add(_number, block = new());
            }

            (_time, _own) = (block, WarpOf(block, warp.Index));
        }

        own = _own;
        return _time;
    }

    private static WarpTime WarpOf(BlockTime block, int index)
    {
        if (!block.Warps.TryGetValue(index, out WarpTime? warp))
        {
            block.Warps.Add(index, warp = new());
        }

        return warp;
    }

    private Page PageOf(ulong address)
    {
        ulong number = address >> PageShift;
        if (_page?.Number != number && !_pages.TryGetValue(number, out _page))
        {
            _pages.Add(number, _page = new(number));
        }

        return _page!;
    }
}
