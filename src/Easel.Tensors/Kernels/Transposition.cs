using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Easel.Tensors.Kernels;

/// <summary>Rows become columns.</summary>
internal static unsafe class Transposition
{
    private const int Side = 4;

    /// <summary>to[column, row] = from[row, column]</summary>
    /// <param name="rows">Of the source.</param>
    /// <param name="columns">Of the source.</param>
    /// <param name="from">The source.</param>
    /// <param name="fromPitch">Floats from one of its rows to the next.</param>
    /// <param name="to">The destination; the two do not overlap.</param>
    /// <param name="toPitch">Floats from one of its rows to the next.</param>
    [MethodImpl(KernelLoop.Options)]
    public static void Run(int rows, int columns, float* from, nint fromPitch, float* to, nint toPitch)
    {
        int row = 0;
        for (; row <= rows - Side; row += Side, from += Side * fromPitch, to += Side)
        {
            int column = 0;
            for (; column <= columns - Side; column += Side)
            {
                Square(from + column, fromPitch, to + (column * toPitch), toPitch);
            }

            for (; column < columns; column++)
            {
                for (int i = 0; i < Side; i++)
                {
                    to[(column * toPitch) + i] = from[(i * fromPitch) + column];
                }
            }
        }

        for (; row < rows; row++, from += fromPitch, to++)
        {
            for (int column = 0; column < columns; column++)
            {
                to[column * toPitch] = from[column];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square(float* from, nint fromPitch, float* to, nint toPitch)
    {
        Vector128<float> a = Vector128.Load(from);
        Vector128<float> b = Vector128.Load(from + fromPitch);
        Vector128<float> c = Vector128.Load(from + (2 * fromPitch));
        Vector128<float> d = Vector128.Load(from + (3 * fromPitch));
        Vector256<int> evenThenOdd = Vector256.Create(0, 2, 4, 6, 1, 3, 5, 7);
        Vector256<float> left = Vector256.Create(Vector128.Create(a.GetLower(), b.GetLower()), Vector128.Create(c.GetLower(), d.GetLower()));
        Vector256<float> right = Vector256.Create(Vector128.Create(a.GetUpper(), b.GetUpper()), Vector128.Create(c.GetUpper(), d.GetUpper()));
        left = Vector256.Shuffle(left, evenThenOdd);
        right = Vector256.Shuffle(right, evenThenOdd);
        left.GetLower().Store(to);
        left.GetUpper().Store(to + toPitch);
        right.GetLower().Store(to + (2 * toPitch));
        right.GetUpper().Store(to + (3 * toPitch));
    }
}
