namespace Easel.Cli.Digests;

/// <summary>How a scene comes to its files, which are the same in each way.</summary>
internal enum Way
{
    /// <summary>In one run.</summary>
    Whole,

    /// <summary>A run is left in its middle; another one with the model opened again goes on from the bytes of its position.</summary>
    Resumed,

    /// <summary>The second picture, or the only one, painted again by <c>easel verify</c> from what its file says, without the others.</summary>
    Alone,
}
