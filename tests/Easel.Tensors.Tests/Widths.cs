using Easel.Tensors.Kernels;

namespace Easel.Tensors.Tests;

/// <summary>Work that can be done with lanes of any width.</summary>
internal interface IAtWidth
{
    float[] Run<TLanes>() where TLanes : struct, ILanes<TLanes>;
}

/// <summary>Runs kernels at every vector width, those included that this processor lacks: they are then computed in software.</summary>
internal static class Widths
{
    /// <summary>The result with sixteen virtual lanes made of every kind of register, after a check that all give the same bits.</summary>
    public static float[] Agree<TWork>(TWork work) where TWork : struct, IAtWidth
    {
        float[] result = work.Run<Twin<Twin<Twin<Twin<Lanes1>>>>>();
        Compare.Bits(result, work.Run<Twin<Twin<Lanes4>>>(), "4 lanes");
        Compare.Bits(result, work.Run<Twin<Lanes8>>(), "8 lanes");
        Compare.Bits(result, work.Run<Lanes16>(), "16 lanes");
        return result;
    }

    /// <summary>As <see cref="Agree"/>, with single registers too, for what is not a reduction.</summary>
    public static float[] AgreeAlone<TWork>(TWork work) where TWork : struct, IAtWidth
    {
        float[] result = Agree(work);
        Compare.Bits(result, work.Run<Lanes1>(), "1 lane alone");
        Compare.Bits(result, work.Run<Lanes4>(), "4 lanes alone");
        Compare.Bits(result, work.Run<Lanes8>(), "8 lanes alone");
        return result;
    }
}
