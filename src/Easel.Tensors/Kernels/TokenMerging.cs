using System.Runtime.CompilerServices;

namespace Easel.Tensors.Kernels;

/// <summary>Means of tokens.</summary>
internal static unsafe class TokenMerging
{
    /// <summary>Sorts tokens by row, keeping their order in each.</summary>
    /// <param name="rows">The row of each token.</param>
    /// <param name="tokens">How many there are.</param>
    /// <param name="count">Rows.</param>
    /// <param name="ends">[count]: takes the place behind each row's last member.</param>
    /// <param name="members">[tokens]: takes the tokens.</param>
    public static void Sort(int* rows, int tokens, int count, int* ends, int* members)
    {
        new Span<int>(ends, count).Clear();
        for (int token = 0; token < tokens; token++)
        {
            ends[rows[token]]++;
        }

        int start = 0;
        for (int row = 0; row < count; row++)
        {
            int size = ends[row];
            ends[row] = start;
            start += size;
        }

        for (int token = 0; token < tokens; token++)
        {
            members[ends[rows[token]]++] = token;
        }
    }

    /// <summary>y = (x[members[0]] + x[members[1]] + …) / count, added in order; zeros of none.</summary>
    public static void Mean<TLanes>(float* x, int* members, int count, float* y, int width) where TLanes : struct, ILanes<TLanes>
    {
        int whole = width / TLanes.Count * TLanes.Count;
        Mean<TLanes>(x, members, count, y, width, 0, whole);
        Mean<Lanes1>(x, members, count, y, width, whole, width);
    }

    [MethodImpl(KernelLoop.Options)]
    private static void Mean<TLanes>(float* x, int* members, int count, float* y, int width, int start, int end) where TLanes : struct, ILanes<TLanes>
    {
        for (int i = start; i < end; i += TLanes.Count)
        {
            TLanes sum = TLanes.Splat(0);
            for (int member = 0; member < count; member++)
            {
                TLanes next = TLanes.Load(x + ((nint)members[member] * width) + i);
                sum = member == 0 ? next : sum + next;
            }

            (count > 1 ? sum / TLanes.Splat(count) : sum).Store(y + i);
        }
    }
}
