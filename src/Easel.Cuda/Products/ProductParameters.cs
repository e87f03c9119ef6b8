using System.Runtime.InteropServices;

namespace Easel.Cuda.Products;

/// <summary>What <c>product.cuh</c> calls ProductParameters, place for place.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProductParameters
{
    public nint X;
    public nint W;
    public nint Bias;
    public nint Shift;
    public nint Residual;
    public nint Y;
    public nint Partial;
    public nint Arrivals;
    public int Height;
    public int Width;
    public int Channels;
    public int OutHeight;
    public int OutWidth;
    public int Rows;
    public int Columns;
    public int Depth;
    public int KernelWidth;
    public int Taps;
    public int Stride;
    public int PadTop;
    public int PadLeft;
    public int Splits;
    public int BlocksPerSplit;
    public int Parities;
    public int Activation;
    public int Gated;
    public int FloatResult;
}
