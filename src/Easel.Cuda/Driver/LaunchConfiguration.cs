using System.Runtime.InteropServices;

namespace Easel.Cuda.Driver;

/// <summary>cuda.h, CUlaunchConfig: a launch with attributes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LaunchConfiguration
{
    public uint GridX;
    public uint GridY;
    public uint GridZ;
    public uint BlockX;
    public uint BlockY;
    public uint BlockZ;
    public uint SharedBytes;
    public nint Stream;
    public LaunchAttribute* Attributes;
    public uint AttributeCount;

    /// <summary>A launch with one attribute.</summary>
    public static LaunchConfiguration Of(GridSize grid, int threads, int sharedBytes, nint stream, LaunchAttribute* attribute) => new()
    {
        GridX = (uint)grid.X,
        GridY = (uint)grid.Y,
        GridZ = (uint)grid.Z,
        BlockX = (uint)threads,
        BlockY = 1,
        BlockZ = 1,
        SharedBytes = (uint)sharedBytes,
        Stream = stream,
        Attributes = attribute,
        AttributeCount = 1,
    };
}

/// <summary>cuda.h, CUlaunchAttribute, as far as it says a cluster's extents; its value has 64 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
internal struct LaunchAttribute
{
    /// <summary>CU_LAUNCH_ATTRIBUTE_CLUSTER_DIMENSION</summary>
    private const int ClusterDimension = 4;

    [FieldOffset(0)]
    public int Id;

    [FieldOffset(8)]
    public uint ClusterX;

    [FieldOffset(12)]
    public uint ClusterY;

    [FieldOffset(16)]
    public uint ClusterZ;

    /// <summary>So many blocks in a row along the grid's third extent.</summary>
    public static LaunchAttribute OfCluster(int blocks) => new() { Id = ClusterDimension, ClusterX = 1, ClusterY = 1, ClusterZ = (uint)blocks };
}
