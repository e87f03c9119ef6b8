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

    /// <summary>
    /// The token that is a patch's destination. Where it lies in the patch changes from patch to patch, (column + 2 row) mod 4 in reading order, so that destinations
    /// make no grid: the paper draws lots, and finds one corner everywhere worse. At odd edges, the last token that is there.
    /// </summary>
    public int Destination(int patch)
    {
        (int row, int column) = Math.DivRem(patch, Columns);
        int place = (column + (2 * row)) % 4;
        return (Math.Min((2 * row) + (place / 2), Height - 1) * Width) + Math.Min((2 * column) + (place % 2), Width - 1);
    }

    /// <summary>Whether a token is the destination of its patch.</summary>
    public bool IsDestination(int token) => Destination((token / Width / 2 * Columns) + (token % Width / 2)) == token;
}
