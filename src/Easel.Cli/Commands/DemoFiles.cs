using Easel.Cli.Options;
using Easel.Diffusion;
using Easel.Diffusion.Samplers;
using Easel.Imaging;
using Easel.Imaging.Resampling;
using Easel.Painting.Jobs;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary>The pictures that <c>demo</c> begins with.</summary>
/// <param name="Picture">the picture's file; none to begin with noise alone</param>
/// <param name="Mask">the mask's file, if there is one</param>
/// <param name="RecordedIn">the picture that names files, if they are not on the command line</param>
internal sealed record DemoFiles(string? Picture, string? Mask, string? RecordedIn)
{
    /// <summary>The files that a command line names; an empty name is none.</summary>
    /// <exception cref="UsageException">There is a mask and no picture.</exception>
    public static DemoFiles Read(ParsedOptions parsed, string? recordedIn)
    {
        DemoFiles files = new(NameOf(parsed, DemoArguments.InitialImage), NameOf(parsed, DemoArguments.Mask), recordedIn);
        return files.Picture is null && files.Mask is not null
            ? throw new UsageException("argument --mask: is for a picture to begin with, but none is named; name it: --init-image FILE")
            : files;
    }

    /// <summary>
    /// A request with the pictures in its size: the picture by OpenCV's Lanczos filter, the mask by OpenCV's nearest pixels. (The original leaves a picture alone that is
    /// as wide as the network is high, and a mask that fits in one direction: in a square these come to the same, or fail.)
    /// </summary>
    /// <exception cref="ImageException">A file is no picture.</exception>
    /// <exception cref="GenerationException">A file that only another picture names is missing, or nothing would be painted.</exception>
    public ImageRequest BeginWith(ImageRequest request, double strength)
    {
        if (Picture is null)
        {
            return request;
        }

        Image picture = OpenCvResize.Lanczos4(PictureFile.Read(Require(Picture, DemoArguments.InitialImage), PictureOrientation.Upright), request.Width, request.Height);
        PictureInput input = new(picture, null);
        if (Mask is not null)
        {
            GrayImage mask = PictureFile.ReadGray(Require(Mask, DemoArguments.Mask), PictureOrientation.Upright);
            input = new PictureInput(picture, OpenCvResize.Nearest(mask, request.Width, request.Height)).RequireWhite(Mask);
        }

        return request with { Sampler = SamplerKind.DemoPndm, Initial = input.Begin(strength) with { Blending = MaskBlending.AsDemo } };
    }

    private static string? NameOf(ParsedOptions parsed, ValueOption<string?> option) => parsed.Of(option) is { Length: > 0 } name ? name : null;

    private string Require(string path, Option option)
        => Path.Exists(path) || RecordedIn is null
            ? path
            : throw new GenerationException($"argument {option.Name}: there is no file {path}. {RecordedIn} may name it, without its folder: pictures do not tell folders. Put the file here, or name it: {option.Name} FILE");
}
