namespace Easel.Cuda.Products;

/// <summary>How the parts of a depth that was split become one.</summary>
internal enum PartsJoin
{
    /// <summary>They are written to memory, and a launch of its own adds them.</summary>
    Launch,

    /// <summary>They are written to memory, and the last block of a tile that comes adds them.</summary>
    LastBlock,

    /// <summary>A tile's blocks are a cluster: each adds some rows of all blocks' shared memory. Hopper.</summary>
    Cluster,
}
