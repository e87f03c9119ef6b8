using System.Numerics;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Ptx.Operations;

/// <summary>Puts the lowest bits of one number into another.</summary>
internal sealed unsafe class InsertField<T>(int result, int a, int b, int from, int count) : Instruction
    where T : unmanaged, IBinaryInteger<T>
{
    public override void Run(Warp warp, uint lanes)
    {
        byte* registers = warp.Registers;
        for (; lanes != 0; lanes &= lanes - 1)
        {
            int lane = BitOperations.TrailingZeroCount(lanes);
            T field = ((T*)(registers + a))[lane];
            T bits = ((T*)(registers + b))[lane];
            int start = (int)(((uint*)(registers + from))[lane] & 0xff);
            int end = start + (int)(((uint*)(registers + count))[lane] & 0xff);
            for (int i = start; i < end && i < 8 * sizeof(T); i++)
            {
                bits = (bits & ~(T.One << i)) | (((field >> (i - start)) & T.One) << i);
            }

            ((T*)(registers + result))[lane] = bits;
        }
    }
}

/// <summary>Any function of three words' bits, as a table of 8 says.</summary>
internal sealed unsafe class LookUpBits(int result, int a, int b, int c, uint table) : Instruction
{
    public override void Run(Warp warp, uint lanes)
    {
        byte* registers = warp.Registers;
        for (; lanes != 0; lanes &= lanes - 1)
        {
            int lane = BitOperations.TrailingZeroCount(lanes);
            uint x = ((uint*)(registers + a))[lane];
            uint y = ((uint*)(registers + b))[lane];
            uint z = ((uint*)(registers + c))[lane];
            uint bits = 0;
            for (int i = 0; i < 8; i++)
            {
                uint chosen = ((i & 4) != 0 ? x : ~x) & ((i & 2) != 0 ? y : ~y) & ((i & 1) != 0 ? z : ~z);
                bits |= (table >> i & 1) != 0 ? chosen : 0;
            }

            ((uint*)(registers + result))[lane] = bits;
        }
    }
}
