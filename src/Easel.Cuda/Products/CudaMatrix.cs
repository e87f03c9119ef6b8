using Easel.Cuda.Memory;

namespace Easel.Cuda.Products;

/// <summary>The right factor of products, on the card.</summary>
/// <param name="Weights">As <c>weights.cu</c> packs them.</param>
/// <param name="Folded">The same for maps that are upsampled twofold first; or none.</param>
/// <param name="Bias">[columns] floats, or none.</param>
/// <param name="Columns">Columns of the product; values and gates alternate.</param>
/// <param name="Channels">Channels of the left factor, with the zeros that make whole pieces of them.</param>
/// <param name="Taps">Of the kernel.</param>
/// <param name="Depth">Products per result, with those of zeros that make whole blocks of 64.</param>
internal sealed record CudaMatrix(WeightMemory Weights, WeightMemory? Folded, WeightMemory? Bias, int Columns, int Channels, int Taps, int Depth) : IDisposable
{
    /// <summary>Bytes on the card.</summary>
    public long Bytes => Weights.Bytes + (Folded?.Bytes ?? 0) + (Bias?.Bytes ?? 0);

    /// <summary>One of equal parts of an ungated matrix, one after the other; it gives nothing back.</summary>
    public CudaMatrix Part(int number, int parts) => this with
    {
        Weights = PartOf(Weights, number, parts),
        Folded = null,
        Bias = Bias is null ? null : PartOf(Bias, number, parts),
        Columns = Columns / parts,
    };

    /// <summary>Gives all back.</summary>
    public void Dispose()
    {
        Weights.Dispose();
        Folded?.Dispose();
        Bias?.Dispose();
    }

    private static WeightMemory PartOf(WeightMemory memory, int number, int parts) => memory.Slice(memory.Bytes / parts * number, memory.Bytes / parts);
}
