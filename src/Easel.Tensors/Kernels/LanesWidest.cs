using Easel.Tensors.Threading;

namespace Easel.Tensors.Kernels;

/// <summary>Pieces of work written once for every vector width.</summary>
internal unsafe interface ILanePieces
{
    /// <summary>As <see cref="IPieces.Run"/>.</summary>
    /// <typeparam name="TLanes">A register, for what is done to each element on its own.</typeparam>
    /// <typeparam name="TSixteen">Sixteen lanes, for what runs across elements: one register, or twins.</typeparam>
    void Run<TLanes, TSixteen>(int piece, byte* scratch)
        where TLanes : struct, ILanes<TLanes>
        where TSixteen : struct, ILanes<TSixteen>;
}

/// <summary>Work on the widest registers of this processor. The choice is made when the code is compiled, and changes speed only.</summary>
internal readonly unsafe struct Widest<TWork>(TWork work) : IPieces where TWork : unmanaged, ILanePieces
{
    private readonly TWork _work = work;

    public void Run(int piece, byte* scratch)
    {
        if (Lanes16.IsSupported)
        {
            _work.Run<Lanes16, Lanes16>(piece, scratch);
        }
        else if (Lanes8.IsSupported)
        {
            _work.Run<Lanes8, Twin<Lanes8>>(piece, scratch);
        }
        else if (Lanes4.IsSupported)
        {
            _work.Run<Lanes4, Twin<Twin<Lanes4>>>(piece, scratch);
        }
        else
        {
            _work.Run<Lanes1, Twin<Twin<Twin<Twin<Lanes1>>>>>(piece, scratch);
        }
    }
}
