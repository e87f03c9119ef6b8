namespace Easel.Tensors.Kernels;

/// <summary>A map of tokens in patches of 2x2, smaller at odd edges. One token of each patch is its destination, which others may be merged into.</summary>
/// <param name="Height">Rows of the map.</param>
/// <param name="Width">Columns of the map.</param>
internal readonly record struct TokenPatches(int Height, int Width)
{
    public int Tokens => Height * Width;

    private int Columns => (Width + 1) / 2;

    /// <summary>How many patches, and so destinations, there are.</summary>
    public int Count => (Height + 1) / 2 * Columns;

    /// <summary>The token that is a patch's destination: its upper left one.</summary>
    public int Destination(int patch) => (patch / Columns * 2 * Width) + (patch % Columns * 2);

    /// <summary>Whether a token is the destination of its patch.</summary>
    public bool IsDestination(int token) => token / Width % 2 == 0 && token % Width % 2 == 0;
}
