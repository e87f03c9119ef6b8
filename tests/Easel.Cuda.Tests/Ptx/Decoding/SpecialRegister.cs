using Easel.Cuda.Tests.Ptx.Parsing;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Ptx.Decoding;

/// <summary>A register that says where a thread stands.</summary>
internal sealed unsafe class SpecialRegister
{
    private readonly Func<Warp, int, uint> _value;

    public SpecialRegister(string name, int offset, int line)
    {
        Offset = offset;
        _value = name switch
        {
            "%tid.x" => (warp, lane) => (uint)(32 * warp.Index + lane),
            "%tid.y" or "%tid.z" => (_, _) => 0,
            "%ntid.x" => (warp, _) => (uint)warp.Block.Launch.Threads,
            "%ntid.y" or "%ntid.z" => (_, _) => 1,
            "%ctaid.x" => (warp, _) => (uint)warp.Block.Place.X,
            "%ctaid.y" => (warp, _) => (uint)warp.Block.Place.Y,
            "%ctaid.z" => (warp, _) => (uint)warp.Block.Place.Z,
            "%nctaid.x" => (warp, _) => (uint)warp.Block.Launch.Grid.X,
            "%nctaid.y" => (warp, _) => (uint)warp.Block.Launch.Grid.Y,
            "%nctaid.z" => (warp, _) => (uint)warp.Block.Launch.Grid.Z,
            "%cluster_ctarank" => (warp, _) => (uint)warp.Block.Rank,
            "%cluster_nctarank" => (warp, _) => (uint)warp.Block.Launch.Grid.Cluster,
            "%laneid" => (_, lane) => (uint)lane,
            "%warpid" => (warp, _) => (uint)warp.Index,
            "%lanemask_eq" => (_, lane) => 1u << lane,
            "%lanemask_lt" => (_, lane) => (1u << lane) - 1,
            "%lanemask_le" => (_, lane) => (2u << lane) - 1,
            "%lanemask_ge" => (_, lane) => ~((1u << lane) - 1),
            "%lanemask_gt" => (_, lane) => ~((2u << lane) - 1),
            "%dynamic_smem_size" => (warp, _) => (uint)warp.Block.Launch.DynamicSharedBytes,
            _ => throw new PtxException(line, $"'{name}' is not known."),
        };
    }

    public int Offset { get; }

    public void Fill(Warp warp)
    {
        uint* lanes = (uint*)(warp.Registers + Offset);
        for (int lane = 0; lane < 32; lane++)
        {
            lanes[lane] = _value(warp, lane);
        }
    }
}
