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
    /// <summary>The extent that comes out of one that goes in.</summary>
    public int Output(int extent) => ((extent + PadBefore + PadAfter - Kernel) / Stride) + 1;
}
