namespace Easel.Pocket.Rendering;

/// <summary>What a part of a figure is coloured with.</summary>
internal enum Tone
{
    /// <summary>The subject's colour.</summary>
    Main,

    /// <summary>A darker one.</summary>
    Dark,

    /// <summary>A lighter one.</summary>
    Light,

    /// <summary>A detail that stands out: eyes, a mast.</summary>
    Ink,
}
