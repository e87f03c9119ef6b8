using System.Numerics;

namespace Easel.Cuda.Tests.Ptx.Running;

/// <summary>A warp's copies from global to shared memory. They arrive at the wait that covers their group, and not before.</summary>
internal sealed unsafe class PendingCopies(Warp warp)
{
    private readonly int[] _groups = new int[32];
    private Copy[] _copies = new Copy[256];
    private int _count;

    private struct Copy
    {
        public int Lane;
        public int Group;
        public int Bytes;
        public ulong Shared;
        public UInt128 Content;
    }

    public void Clear()
    {
        _count = 0;
        Array.Clear(_groups);
    }

    /// <summary>Begins a copy; what the source holds now is what will arrive, zeros beyond <paramref name="valid"/>.</summary>
    public void Begin(ulong shared, ulong global, int bytes, int valid, int lane)
    {
        if (valid < 0 || valid > bytes)
        {
            throw new KernelFaultException($"copies {valid} of {bytes} bytes.", lane);
        }

        if (((ulong)(bytes - 1) & global) != 0)
        {
            throw new KernelFaultException($"copies from 0x{global:x}, which is not aligned to {bytes} bytes.", lane);
        }

        UInt128 content = 0;
        if (valid == bytes)
        {
            Buffer.MemoryCopy(warp.ToRead(Space.Global, global, bytes, lane), &content, bytes, bytes);
        }
        else
        {
            for (int done = 0; done < valid; done++)
            {
                ((byte*)&content)[done] = *warp.ToRead(Space.Global, global + (ulong)done, 1, lane);
            }
        }

        warp.ToWrite(Space.Shared, shared, bytes, lane);
        warp.Block.Shared.Mark(shared, bytes, pending: true);
        if (_count == _copies.Length)
        {
            Array.Resize(ref _copies, 2 * _count);
        }

        _copies[_count++] = new() { Lane = lane, Group = _groups[lane], Bytes = bytes, Shared = shared, Content = content };
    }

    /// <summary>Closes the group of these lanes' copies.</summary>
    public void Commit(uint lanes)
    {
        for (; lanes != 0; lanes &= lanes - 1)
        {
            _groups[BitOperations.TrailingZeroCount(lanes)]++;
        }
    }

    /// <summary>Lets these lanes' copies arrive, but for the newest groups.</summary>
    /// <param name="lanes">Who waits.</param>
    /// <param name="newest">Groups that need not have arrived; -1 for all copies, in closed groups or not.</param>
    public void Wait(uint lanes, int newest)
    {
        int left = 0;
        for (int i = 0; i < _count; i++)
        {
            ref Copy copy = ref _copies[i];
            if ((lanes >> copy.Lane & 1) == 0 || copy.Group >= _groups[copy.Lane] - newest)
            {
                _copies[left++] = copy;
                continue;
            }

            warp.Block.Shared.Mark(copy.Shared, copy.Bytes, pending: false);
            byte* to = warp.ToWrite(Space.Shared, copy.Shared, copy.Bytes, copy.Lane);
            UInt128 content = copy.Content;
            Buffer.MemoryCopy(&content, to, copy.Bytes, copy.Bytes);
        }

        _count = left;
    }
}
