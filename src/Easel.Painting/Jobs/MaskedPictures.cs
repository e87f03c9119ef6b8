using Easel.Diffusion;
using Easel.Imaging;

namespace Easel.Painting.Jobs;

/// <summary>A picture and its mask in a folder.</summary>
/// <param name="Picture">the picture's file, <c>X.png</c></param>
/// <param name="Mask">the mask's, <c>X_mask.png</c></param>
/// <param name="Result">where the painted picture goes</param>
internal sealed record MaskedPicture(string Picture, string Mask, string Result)
{
    /// <summary>The SHA-256 of the picture's file and of the mask's when the run began; none before that is known.</summary>
    public (string Picture, string Mask)? Hashes { get; init; }

    /// <summary>The same with what the files are now.</summary>
    /// <exception cref="GenerationException">One of them cannot be read.</exception>
    public MaskedPicture Hashed() => this with { Hashes = (HashOf(Picture), HashOf(Mask)) };

    /// <summary>Both, the mask black and white: from 128 on it is white, as the original's threshold of one half has it.</summary>
    /// <exception cref="ImageException">One of them is no picture.</exception>
    /// <exception cref="GenerationException">They do not go together, or cannot be painted.</exception>
    public PictureInput Read()
    {
        if (Hashes is (string picture, string itsMask))
        {
            RequireSame(Picture, picture);
            RequireSame(Mask, itsMask);
        }

        var input = PictureInput.Read(Picture, Mask);
        if (Math.Max(input.Picture.Width, input.Picture.Height) > ImageRequest.MaxSide)
        {
            throw new GenerationException($"{Picture} is {input.Picture.Width} x {input.Picture.Height} pixels; sides of up to {ImageRequest.MaxSide} can be painted.");
        }

        GrayImage mask = input.Mask!;
        byte[] pixels = new byte[mask.Pixels.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(mask.Pixels.Span[i] >= 128 ? 255 : 0);
        }

        return (input with { Mask = new GrayImage(mask.Width, mask.Height, pixels) }).RequireWhite(Mask);
    }

    private static void RequireSame(string path, string sha256)
    {
        if (HashOf(path) != sha256)
        {
            throw new GenerationException($"{path} has changed since the run began (its SHA-256 was {sha256}), and the run goes on with no other. Put the old file back; or begin anew.");
        }
    }

    private static string HashOf(string path)
    {
        try
        {
            return FileHash.Of(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new GenerationException($"Cannot read {FileProblem.Describe(error, path)}", error);
        }
    }
}

/// <summary>The pictures and masks of a folder, found as <c>scripts/inpaint.py</c> finds them.</summary>
internal static class MaskedPictures
{
    private const string MaskEnd = "_mask.png";

    /// <summary>Every mask of a folder with its picture, in the order of their names.</summary>
    /// <param name="folder">Where they lie.</param>
    /// <param name="results">The folder that painted pictures go to.</param>
    /// <exception cref="GenerationException">There are none, or one has no picture.</exception>
    public static IReadOnlyList<MaskedPicture> Find(string folder, string results)
    {
        if (!Directory.Exists(folder))
        {
            throw new GenerationException(File.Exists(folder) ? $"{folder} is a file; the folder of pictures and masks is wanted: --indir FOLDER" : $"There is no folder {folder}. Name the folder of pictures and masks: --indir FOLDER");
        }

        string[] masks = [.. FilesOf(folder).Where(IsMask).Order(StringComparer.Ordinal)];
        if (masks.Length == 0)
        {
            throw new GenerationException($"There is no mask in {folder}: next to each picture, such as fox.png, its mask is wanted, fox{MaskEnd}, white where to paint anew.");
        }

        MaskedPicture[] pictures = [.. masks.Select(mask => Of(mask, results))];
        MaskedPicture? lonely = Array.Find(pictures, picture => !File.Exists(picture.Picture));
        return lonely is null
            ? pictures
            : throw new GenerationException($"{lonely.Mask} is a mask, but there is no picture {lonely.Picture} that it belongs to. Put it there, or take the mask away.");
    }

    private static MaskedPicture Of(string mask, string results)
    {
        string picture = mask[..^MaskEnd.Length] + ".png";
        return new MaskedPicture(picture, mask, Path.Combine(results, Path.GetFileName(picture)));
    }

    private static string[] FilesOf(string folder)
    {
        try
        {
            return Directory.GetFiles(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new GenerationException($"Cannot read the folder of pictures {FileProblem.Describe(error, folder)}", error);
        }
    }

    /// <summary>As the pattern <c>*_mask.png</c>, which passes over hidden files.</summary>
    private static bool IsMask(string path)
    {
        string name = Path.GetFileName(path);
        return name.EndsWith(MaskEnd, StringComparison.Ordinal) && !name.StartsWith('.');
    }
}
