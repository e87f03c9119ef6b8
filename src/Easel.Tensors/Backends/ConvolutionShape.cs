namespace Easel.Tensors.Backends;

/// <summary>The sizes of a square convolution.</summary>
/// <param name="Inputs">Channels that go in.</param>
/// <param name="Outputs">Channels that come out.</param>
/// <param name="Kernel">Taps per side, 1 or 3.</param>
/// <param name="Stride">Pixels from one output to the next, 1 or 2.</param>
/// <param name="PadBefore">Rows and columns of zeros above and left.</param>
/// <param name="PadAfter">Rows and columns of zeros below and right.</param>
public readonly record struct ConvolutionShape(int Inputs, int Outputs, int Kernel, int Stride, int PadBefore, int PadAfter)
{
    /// <summary>
    /// Rows that are computed together. Bands of a map give the whole map's bits if each begins at a multiple of them.
    /// </summary>
    public const int BandUnit = 4;

    /// <summary>
    /// Whether a map may be convolved in bands: with one row of zeros, or of the neighbours, above and below, and as many rows out as in; or half of them, and such a row
    /// below only.
    /// </summary>
    public bool AllowsBands => this is { Kernel: 3, Stride: 1, PadBefore: 1, PadAfter: 1 } or { Kernel: 3, Stride: 2, PadBefore: 0, PadAfter: 1 };

    /// <summary>The extent that comes out of one that goes in.</summary>
    public int Output(int extent) => ((extent + PadBefore + PadAfter - Kernel) / Stride) + 1;

    /// <summary>The rows that come out of those of a band: where it has a neighbour, no zeros stand.</summary>
    public int OutputRows(int rows, Halo halo)
        => ((rows + (halo.HasFlag(Halo.Above) ? 0 : PadBefore) + (halo.HasFlag(Halo.Below) ? 0 : PadAfter) - Kernel) / Stride) + 1;

    /// <summary>Whether rows of a band can be those that a convolution with such neighbours reads, and lead to a row or more.</summary>
    internal bool AllowsBand(int rows, Halo halo)
        => AllowsBands
            && (PadBefore > 0 || !halo.HasFlag(Halo.Above))
            && (!halo.HasFlag(Halo.Below) || (rows + (halo.HasFlag(Halo.Above) ? 0 : PadBefore) - Kernel) % Stride == 0)
            && OutputRows(rows, halo) > 0;
}
