using Easel.Tensors.Kernels;

namespace Easel.Tensors.Tests;

/// <summary>Work that can be done with lanes of any width, in the words of <see cref="ILanePieces"/>.</summary>
internal interface IAtWidth
{
    float[] Run<TLanes, TSixteen>()
        where TLanes : struct, ILanes<TLanes>
        where TSixteen : struct, ILanes<TSixteen>;
}

/// <summary>Runs kernels at every vector width, those included that this processor lacks: they are then computed in software.</summary>
internal static class Widths
{
    /// <summary>The result, after a check that all widths give the same bits.</summary>
    public static float[] Agree<TWork>(TWork work) where TWork : struct, IAtWidth
    {
        float[] result = work.Run<Lanes1, Twin<Twin<Twin<Twin<Lanes1>>>>>();
        Compare.Bits(result, work.Run<Lanes4, Twin<Twin<Lanes4>>>(), "4 lanes");
        Compare.Bits(result, work.Run<Lanes8, Twin<Lanes8>>(), "8 lanes");
        Compare.Bits(result, work.Run<Lanes16, Lanes16>(), "16 lanes");
        Compare.Bits(result, work.Run<Twin<Lanes8>, Twin<Lanes8>>(), "twice 8 lanes");
        return result;
    }
}
