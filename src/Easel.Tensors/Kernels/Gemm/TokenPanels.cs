using Easel.Tensors.Threading;

namespace Easel.Tensors.Kernels.Gemm;

/// <summary>Packs tokens in memory as the columns of panels: one piece packs one panel.</summary>
/// <param name="tokens">[panels.Outputs, panels.Depth]</param>
/// <param name="panels">Where to; in single precision, not gated.</param>
internal readonly unsafe struct TokenPanelPieces(float* tokens, Panels panels) : IPieces
{
    private readonly float* _tokens = tokens;
    private readonly Panels _panels = panels;

    public void Run(int piece, byte* scratch)
    {
        int width = _panels.Width(piece);
        int first = piece * _panels.OutputsPerPanel;
        int columns = Math.Min(width, _panels.Outputs - first);
        float* to = (float*)_panels.At(piece, 0);
        if (columns < width)
        {
            new Span<float>(to, _panels.Depth * width).Clear();
        }

        Transposition.Run(columns, _panels.Depth, _tokens + ((nint)first * _panels.Depth), _panels.Depth, to, width);
    }
}
