using System.Runtime.InteropServices;

namespace Easel.Cuda.Products;

/// <summary>What <c>weights.cu</c> calls PackParameters, place for place.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PackParameters
{
    public nint From;
    public nint To;
    public int FirstRow;
    public int PartRows;
    public int Rows;
    public int Channels;
    public int WideChannels;
    public int Taps;
    public int Gated;
    public int Folded;
}
