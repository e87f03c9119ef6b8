namespace Easel.Tensors.Backends;

/// <summary>Rows of a band that belong to its neighbours in a larger map: a convolution reads them where the map's edge would have zeros, and no results come of them.</summary>
[Flags]
public enum Halo
{
    /// <summary>The band is a whole map.</summary>
    None = 0,

    /// <summary>The first row belongs to the band above.</summary>
    Above = 1,

    /// <summary>The last row belongs to the band below.</summary>
    Below = 2,
}
