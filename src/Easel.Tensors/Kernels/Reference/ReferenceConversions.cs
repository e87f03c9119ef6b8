namespace Easel.Tensors.Kernels.Reference;

/// <summary>16-bit forms of floats, one at a time, by the definitions of IEEE 754.</summary>
internal static class ReferenceConversions
{
    /// <summary>(-1)^s 2^(e - 15) 1.f, or 2^-14 0.f where e is 0.</summary>
    public static float FromFloat16(ushort bits)
    {
        double sign = (bits & 0x8000) != 0 ? -1 : 1;
        int exponent = (bits >> 10) & 31;
        double fraction = (bits & 0x3FF) / 1024.0;
        return (float)(exponent switch
        {
            0 => sign * Math.ScaleB(fraction, -14),
            31 => fraction == 0 ? sign * double.PositiveInfinity : double.NaN,
            _ => sign * Math.ScaleB(1 + fraction, exponent - 15),
        });
    }

    public static ushort ToFloat16(float x) => Nearest(x, FromFloat16, infinity: 0x7C00, next: 65536);

    /// <summary>The upper half of a float's bits.</summary>
    public static float FromBFloat16(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    public static ushort ToBFloat16(float x) => Nearest(x, FromBFloat16, infinity: 0x7F80, next: Math.ScaleB(1, 128));

    /// <summary>The form nearest to x, the even one of two; what is nearer to the power that comes next than to the greatest form is infinity.</summary>
    private static ushort Nearest(float x, Func<ushort, float> value, ushort infinity, double next)
    {
        ushort sign = (ushort)(float.IsNegative(x) ? 0x8000 : 0);
        if (float.IsNaN(x))
        {
            return (ushort)(sign | infinity | 1);
        }

        double size = Math.Abs((double)x);
        int low = 0;
        int high = infinity;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            (low, high) = value((ushort)middle) <= size ? (middle, high) : (low, middle);
        }

        double below = size - value((ushort)low);
        double above = (high == infinity ? next : value((ushort)high)) - size;
        bool up = above < below || (above == below && low % 2 != 0);
        return (ushort)(sign | (up || double.IsInfinity(size) ? high : low));
    }
}
