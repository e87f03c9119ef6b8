using Easel.Painting.Texts;

namespace Easel.Painting.Jobs;

/// <summary>In which size a picture is painted that begins with another one, where no size is asked for.</summary>
internal static class InitialSize
{
    /// <summary>A picture to begin with keeps its size up to so many times the pixels that the model paints by default: 768 x 768 for Stable Diffusion v1.</summary>
    private const double MostTimesLarger = 2.25;

    /// <summary>A picture's own size in steps of 8; less where the model would be overtaxed. A side of 0 is too small to be painted.</summary>
    /// <param name="own">The picture's.</param>
    /// <param name="usual">The model's.</param>
    /// <param name="shrunk">The size before it goes in steps of 8.</param>
    public static PictureSize Of(PictureSize own, PictureSize usual, out PictureSize shrunk)
    {
        double most = MostTimesLarger * usual.Width * usual.Height;
        double factor = Math.Min(1, Math.Sqrt(most / ((double)own.Width * own.Height)));
        shrunk = new PictureSize((int)(own.Width * factor), (int)(own.Height * factor));
        return new PictureSize(shrunk.Width / SideRules.Multiple * SideRules.Multiple, shrunk.Height / SideRules.Multiple * SideRules.Multiple);
    }
}
