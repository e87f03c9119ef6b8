namespace Easel.Tensors.Kernels.Gemm;

/// <summary>Numbers of a row that lie side by side.</summary>
internal unsafe struct RowPart
{
    public float* From;

    public int Count;
}

/// <summary>Takes rows of patches, one after the other.</summary>
internal unsafe interface IRowSink
{
    /// <param name="row">0 for the first.</param>
    /// <param name="parts">The row, in parts that follow each other.</param>
    /// <param name="count">How many parts.</param>
    void Take(int row, RowPart* parts, int count);
}
