using System.Numerics;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Ptx.Operations;

internal enum ShuffleMode
{
    Up,
    Down,
    Butterfly,
    Index,
}

/// <summary>Reads another lane's value. PTX ISA 7.0, shfl.sync.</summary>
/// <param name="result">The value, or a lane's own where the other is out of range.</param>
/// <param name="inRange">A predicate that tells, or -1.</param>
internal sealed unsafe class Shuffle(ShuffleMode mode, int result, int inRange, int value, int other, int clamp) : Instruction
{
    public override Flow Flow => Flow.Together;

    public override void Run(Warp warp, uint lanes)
    {
        uint* values = (uint*)(warp.Registers + value);
        uint* others = (uint*)(warp.Registers + other);
        uint* clamps = (uint*)(warp.Registers + clamp);
        uint* results = stackalloc uint[32];
        uint bits = 0;
        for (int lane = 0; lane < 32; lane++)
        {
            int by = (int)(others[lane] & 31);
            int bound = (int)(clamps[lane] & 31);
            int segment = (int)(clamps[lane] >> 8 & 31);
            int last = (lane & segment) | (bound & ~segment);
            int from = mode switch
            {
                ShuffleMode.Up => lane - by,
                ShuffleMode.Down => lane + by,
                ShuffleMode.Butterfly => lane ^ by,
                _ => (lane & segment) | (by & ~segment),
            };
            bool valid = mode == ShuffleMode.Up ? from >= last : from <= last;
            results[lane] = values[valid ? from : lane];
            bits |= valid ? 1u << lane : 0;
        }

        new Span<uint>(results, 32).CopyTo(new Span<uint>(warp.Registers + result, 32));
        if (inRange >= 0)
        {
            *(uint*)(warp.Registers + inRange) = bits;
        }
    }
}

/// <summary>A predicate's bits of all lanes, or what they say together.</summary>
internal sealed unsafe class Vote(string mode, int result, int predicate, uint flip) : Instruction
{
    public override Flow Flow => Flow.Together;

    public override void Run(Warp warp, uint lanes)
    {
        uint bits = *(uint*)(warp.Registers + predicate) ^ flip;
        uint* word = (uint*)(warp.Registers + result);
        if (mode == "ballot")
        {
            new Span<uint>(word, 32).Fill(bits);
            return;
        }

        bool answer = mode switch
        {
            "all" => bits == uint.MaxValue,
            "any" => bits != 0,
            _ => bits is 0 or uint.MaxValue,
        };
        *word = answer ? uint.MaxValue : 0;
    }
}

/// <summary>One number of all lanes' numbers.</summary>
internal sealed unsafe class Reduce(int result, int value, Func<uint, uint, uint> join) : Instruction
{
    public override Flow Flow => Flow.Together;

    public override void Run(Warp warp, uint lanes)
    {
        uint* values = (uint*)(warp.Registers + value);
        uint total = values[0];
        for (int lane = 1; lane < 32; lane++)
        {
            total = join(total, values[lane]);
        }

        new Span<uint>(warp.Registers + result, 32).Fill(total);
    }
}

/// <summary>Tells which lanes are in step.</summary>
internal sealed unsafe class ActiveMask(int result) : Instruction
{
    public override void Run(Warp warp, uint lanes)
    {
        uint* results = (uint*)(warp.Registers + result);
        for (uint left = lanes; left != 0; left &= left - 1)
        {
            results[BitOperations.TrailingZeroCount(left)] = lanes;
        }
    }
}
