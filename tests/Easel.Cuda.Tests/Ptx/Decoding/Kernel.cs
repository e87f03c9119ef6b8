using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Ptx.Decoding;

/// <summary>A kernel ready to run.</summary>
internal sealed class Kernel
{
    public required string Name { get; init; }

    public required Instruction[] Code { get; init; }

    /// <summary>What a warp's registers hold at first: noise, and constants.</summary>
    public required byte[] RegisterTemplate { get; init; }

    public required IReadOnlyList<SpecialRegister> SpecialRegisters { get; init; }

    /// <summary>Bytes of the parameter that a launch must give.</summary>
    public required int ParameterBytes { get; init; }

    public required int MaxThreads { get; init; }

    /// <summary>Bytes of the block's own shared variables; dynamic shared memory follows.</summary>
    public required int StaticSharedBytes { get; init; }

    /// <summary>Bytes of a lane's own memory.</summary>
    public required int LocalBytes { get; init; }

    /// <summary>The smallest piece of shared memory that the kernel touches at once, up to 4 bytes.</summary>
    public required int SharedCellBytes { get; init; }

    /// <summary>Whether it has barriers to which not all warps of a block come, or at which not all wait.</summary>
    public required bool MeetsInParts { get; init; }

    /// <summary>Registers that take part in products of warpgroups.</summary>
    public required int ProductRegisters { get; init; }

    /// <summary>Whether it has atomic operations on card memory, by which blocks may wait for each other's results.</summary>
    public required bool CountsInMemory { get; init; }

    /// <summary>Whether warps multiply matrices in groups of four.</summary>
    public bool UsesWarpgroups => ProductRegisters > 0;
}
