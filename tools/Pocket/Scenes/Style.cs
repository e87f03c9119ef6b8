namespace Easel.Pocket.Scenes;

/// <summary>How a scene is drawn.</summary>
internal enum Style
{
    /// <summary>Flat colours; captions name no style.</summary>
    Flat,

    /// <summary>Soft shading, a cast shadow, darker corners.</summary>
    Photo,

    /// <summary>Brush strokes.</summary>
    Painting,

    /// <summary>Lines only, on paper of the background's colour.</summary>
    Sketch,

    /// <summary>Flat colours with thick black outlines and a gloss.</summary>
    Cartoon,

    /// <summary>Two tones, a white outline, a halo behind.</summary>
    Illustration,

    /// <summary>Squares of four pixels.</summary>
    PixelArt,

    /// <summary>Thin, blotchy colour with dark rims and a paper edge.</summary>
    Watercolor,

    /// <summary>A chequered floor in pink and turquoise, a pastel glow.</summary>
    Vaporwave,

    /// <summary>A dark floor with glowing lines and glowing outlines.</summary>
    Synthwave,

    /// <summary>Panes of glass between black lead.</summary>
    StainedGlass,

    /// <summary>Overlapping tinted planes.</summary>
    Abstract,
}
