namespace Easel.Diffusion;

/// <summary>How a masked run keeps what is not painted anew.</summary>
public enum MaskBlending
{
    /// <summary>
    /// Every place of the latent that the mask touches is painted; after each step the others become the picture, as noisy as the step leaves them; the
    /// finished picture's pixels outside the mask are the original's.
    /// </summary>
    Exact,

    /// <summary>
    /// As the OpenVINO program's <c>demo.py</c>: one pixel of the mask stands for each place of the latent; after each step the others become the picture, as
    /// noisy as before the step, so that a little noise stays in the end; pixels are the decoder's everywhere.
    /// </summary>
    AsDemo,
}
