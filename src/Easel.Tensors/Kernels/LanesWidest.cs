using Easel.Tensors.Threading;

namespace Easel.Tensors.Kernels;

/// <summary>Pieces of work written once for sixteen lanes, whatever registers those are made of.</summary>
internal unsafe interface ILanePieces
{
    /// <summary>As <see cref="IPieces.Run"/>, with lanes whose count is sixteen.</summary>
    void Run<TLanes>(int piece, byte* scratch) where TLanes : struct, ILanes<TLanes>;
}

/// <summary>Work on the widest registers of this processor. The choice is made when the code is compiled, and changes speed only.</summary>
internal readonly unsafe struct Widest<TWork>(TWork work) : IPieces where TWork : unmanaged, ILanePieces
{
    private readonly TWork _work = work;

    public void Run(int piece, byte* scratch)
    {
        if (Lanes16.IsSupported)
        {
            _work.Run<Lanes16>(piece, scratch);
        }
        else if (Lanes8.IsSupported)
        {
            _work.Run<Twin<Lanes8>>(piece, scratch);
        }
        else if (Lanes4.IsSupported)
        {
            _work.Run<Twin<Twin<Lanes4>>>(piece, scratch);
        }
        else
        {
            _work.Run<Twin<Twin<Twin<Twin<Lanes1>>>>>(piece, scratch);
        }
    }
}
