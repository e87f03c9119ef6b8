using System.Runtime.CompilerServices;

namespace Easel.Tensors.Kernels.Winograd;

/// <summary>Six registers, loaded together: a line of a tile.</summary>
internal readonly unsafe struct Six<TLanes>(TLanes x0, TLanes x1, TLanes x2, TLanes x3, TLanes x4, TLanes x5) where TLanes : struct, ILanes<TLanes>
{
    public readonly TLanes X0 = x0;
    public readonly TLanes X1 = x1;
    public readonly TLanes X2 = x2;
    public readonly TLanes X3 = x3;
    public readonly TLanes X4 = x4;
    public readonly TLanes X5 = x5;

    /// <summary>Registers at equal distances.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Six<TLanes> Load(float* first, nint apart) => new(
        TLanes.Load(first),
        TLanes.Load(first + apart),
        TLanes.Load(first + (2 * apart)),
        TLanes.Load(first + (3 * apart)),
        TLanes.Load(first + (4 * apart)),
        TLanes.Load(first + (5 * apart)));

    /// <summary>One register of each of six lines of pixels, six addresses from one to the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Six<TLanes> Load(float** lines, int offset) => new(
        TLanes.Load(lines[0] + offset),
        TLanes.Load(lines[6] + offset),
        TLanes.Load(lines[12] + offset),
        TLanes.Load(lines[18] + offset),
        TLanes.Load(lines[24] + offset),
        TLanes.Load(lines[30] + offset));
}
