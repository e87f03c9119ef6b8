using System.Numerics;
using System.Runtime.CompilerServices;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Ptx.Operations;

/// <summary>Stands for an operand that an operation does not have.</summary>
internal readonly struct Nothing;

/// <summary>What an instruction does in one lane.</summary>
internal interface IOperation<TA, TB, TC, TResult>
{
    static abstract TResult Apply(TA a, TB b, TC c);
}

/// <summary>The same operation in all lanes. Numbers are the places of operands among the registers.</summary>
internal sealed unsafe class Lanewise<TA, TB, TC, TResult, TOperation>(int result, int a, int b, int c) : Instruction
    where TA : unmanaged
    where TB : unmanaged
    where TC : unmanaged
    where TResult : unmanaged
    where TOperation : struct, IOperation<TA, TB, TC, TResult>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp warp, uint lanes)
    {
        byte* registers = warp.Registers;
        var results = (TResult*)(registers + result);
        var first = (TA*)(registers + a);
        var second = (TB*)(registers + b);
        var third = (TC*)(registers + c);
        if (lanes == uint.MaxValue)
        {
            for (int lane = 0; lane < 32; lane++)
            {
                results[lane] = TOperation.Apply(first[lane], second[lane], third[lane]);
            }

            return;
        }

        for (; lanes != 0; lanes &= lanes - 1)
        {
            int lane = BitOperations.TrailingZeroCount(lanes);
            results[lane] = TOperation.Apply(first[lane], second[lane], third[lane]);
        }
    }
}

/// <summary>A question to two numbers.</summary>
internal interface IComparison<T>
{
    static abstract bool Apply(T a, T b);
}

/// <summary>Sets a predicate's bit in all lanes.</summary>
internal sealed unsafe class Compare<T, TComparison>(int result, int a, int b) : Instruction
    where T : unmanaged
    where TComparison : struct, IComparison<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp warp, uint lanes)
    {
        var first = (T*)(warp.Registers + a);
        var second = (T*)(warp.Registers + b);
        uint bits = 0;
        for (int lane = 0; lane < 32; lane++)
        {
            bits |= TComparison.Apply(first[lane], second[lane]) ? 1u << lane : 0;
        }

        uint* word = (uint*)(warp.Registers + result);
        *word = (*word & ~lanes) | (bits & lanes);
    }
}

/// <summary>Predicates of predicates, all lanes at once.</summary>
internal sealed unsafe class Logic(int result, int a, uint flipA, int b, uint flipB, Func<uint, uint, uint> operation) : Instruction
{
    public override void Run(Warp warp, uint lanes)
    {
        uint bits = operation(*(uint*)(warp.Registers + a) ^ flipA, *(uint*)(warp.Registers + b) ^ flipB);
        uint* word = (uint*)(warp.Registers + result);
        *word = (*word & ~lanes) | (bits & lanes);
    }
}

/// <summary>One of two values, as a predicate says.</summary>
internal sealed unsafe class Select<T>(int result, int a, int b, int predicate, uint flip) : Instruction
    where T : unmanaged
{
    public override void Run(Warp warp, uint lanes)
    {
        var results = (T*)(warp.Registers + result);
        var first = (T*)(warp.Registers + a);
        var second = (T*)(warp.Registers + b);
        uint bits = *(uint*)(warp.Registers + predicate) ^ flip;
        for (; lanes != 0; lanes &= lanes - 1)
        {
            int lane = BitOperations.TrailingZeroCount(lanes);
            results[lane] = (bits >> lane & 1) != 0 ? first[lane] : second[lane];
        }
    }
}
