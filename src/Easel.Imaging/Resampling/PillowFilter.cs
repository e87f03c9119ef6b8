namespace Easel.Imaging.Resampling;

/// <summary>How a pixel is made of those around it, as the Python imaging library Pillow names it.</summary>
public enum PillowFilter
{
    /// <summary>Cubic convolution with a = -1/2 over 4 pixels, Keys 1981, doi:10.1109/TASSP.1981.1163711.</summary>
    Bicubic,

    /// <summary>sinc(x) sinc(x / 3) over 6 pixels, Duchon 1979.</summary>
    Lanczos,
}
