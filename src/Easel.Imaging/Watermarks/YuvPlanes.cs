namespace Easel.Imaging.Watermarks;

/// <summary>A picture as 8-bit Y, U, V, in the fixed-point arithmetic of OpenCV's <c>COLOR_BGR2YUV</c> and <c>COLOR_YUV2BGR</c> (modules/imgproc, color_yuv).</summary>
internal sealed class YuvPlanes
{
    // 14 bits behind the point.
    private const int Shift = 14;
    private const int Half = 1 << (Shift - 1);
    private const int Middle = 128;

    private readonly byte[] _y;
    private readonly byte[] _u;
    private readonly byte[] _v;

    /// <summary>Takes a picture apart: Y = 0.299 R + 0.587 G + 0.114 B, U = 0.492 (B - Y) + 128, V = 0.877 (R - Y) + 128.</summary>
    public YuvPlanes(Image image)
        : this(image.Width, image.Height, new byte[image.Width * image.Height], new byte[image.Width * image.Height], new byte[image.Width * image.Height])
    {
        ReadOnlySpan<byte> pixels = image.Pixels.Span;
        for (int i = 0; i < _y.Length; i++)
        {
            int red = pixels[3 * i];
            int green = pixels[(3 * i) + 1];
            int blue = pixels[(3 * i) + 2];
            int y = ((red * 4899) + (green * 9617) + (blue * 1868) + Half) >> Shift;
            _y[i] = (byte)y;
            _u[i] = Saturate((((blue - y) * 8061) + (Middle << Shift) + Half) >> Shift);
            _v[i] = Saturate((((red - y) * 14369) + (Middle << Shift) + Half) >> Shift);
        }
    }

    /// <summary>Planes of width * height bytes each.</summary>
    public YuvPlanes(int width, int height, byte[] y, byte[] u, byte[] v)
    {
        (Width, Height) = (width, height);
        (_y, _u, _v) = (y, u, v);
    }

    /// <summary>Pixels per row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Brightness.</summary>
    public ReadOnlySpan<byte> Y => _y;

    /// <summary>Blue minus brightness; may be written.</summary>
    public Span<byte> U => _u;

    /// <summary>Red minus brightness.</summary>
    public ReadOnlySpan<byte> V => _v;

    /// <summary>The picture: R = Y + 1.140 V', G = Y - 0.395 U' - 0.581 V', B = Y + 2.032 U', U' and V' around 0.</summary>
    public Image ToImage()
    {
        byte[] pixels = new byte[3L * _y.Length];
        for (int i = 0; i < _y.Length; i++)
        {
            int y = _y[i];
            int u = _u[i] - Middle;
            int v = _v[i] - Middle;
            pixels[3 * i] = Saturate(y + (((v * 18678) + Half) >> Shift));
            pixels[(3 * i) + 1] = Saturate(y + (((u * -6472) + (v * -9519) + Half) >> Shift));
            pixels[(3 * i) + 2] = Saturate(y + (((u * 33292) + Half) >> Shift));
        }

        return new Image(Width, Height, pixels);
    }

    private static byte Saturate(int value) => (byte)Math.Clamp(value, 0, 255);
}
