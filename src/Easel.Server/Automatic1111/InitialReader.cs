using Easel.Diffusion;
using Easel.Imaging;
using Easel.Painting.Jobs;
using Easel.Server.Foreign;

namespace Easel.Server.Automatic1111;

/// <summary>Reads the picture that <c>img2img</c> begins with, and its mask.</summary>
internal static class InitialReader
{
    private const int JustResize = 0;
    private const int CropAndResize = 1;
    private const int ResizeAndFill = 2;
    private const int FillAround = 0;
    private const int FillOriginal = 1;
    private const int UsualBlur = 4;
    private const int MostBlur = 64;

    /// <summary>Reads both.</summary>
    /// <param name="fields">The request.</param>
    /// <param name="width">The size that is painted.</param>
    /// <param name="height">The same.</param>
    /// <param name="strength">How much is painted anew.</param>
    /// <param name="warnings">Told what was passed over.</param>
    /// <returns>what the run begins with, and where its picture goes if only the mask's surroundings are painted</returns>
    /// <exception cref="FieldException">They cannot be used.</exception>
    /// <exception cref="ThingMissingException">There is no picture.</exception>
    public static (InitialPicture Initial, InpaintRegion? Region) Read(JsonFields fields, int width, int height, double strength, ICollection<string> warnings)
    {
        IReadOnlyList<string> pictures = fields.Texts("init_images");
        if (pictures.Count != 1)
        {
            throw pictures.Count == 0
                ? new ThingMissingException("init_images", "Init image not found: init_images must have one picture, as base64")
                : new FieldException("init_images", $"one picture is wanted, but there are {pictures.Count}; send a request for each");
        }

        int mode = (int)(fields.Whole("resize_mode", 0, 3) ?? JustResize);
        if (mode > ResizeAndFill)
        {
            throw new FieldException("resize_mode", "3 (latents in another size) is not offered; 0 (each side by itself), 1 (covered, the rest cut off) and 2 (whole, its edges drawn out) are");
        }

        // Whether all can be used is known before pixels are worked on.
        bool isFilled = ReadFill(fields) == FillAround;

        // Colours below what is to be seen through are anything; the web UI's usual ground is white.
        Image picture = Decode(pictures[0], "init_images").On(255, 255, 255);
        if (fields.Text("mask") is not { Length: > 0 } sentMask)
        {
            return (Fit(new PictureInput(picture, Mask: null), mode, width, height).Begin(strength), null);
        }

        GrayImage mask = ReadMask(fields, Decode(sentMask, "mask"), picture, warnings);
        InpaintRegion? region = fields.Flag("inpaint_full_res") ?? true
            ? InpaintRegion.Around(picture, mask, (int)(fields.Whole("inpaint_full_res_padding", 0, ImageRequest.MaxSide) ?? 0), width, height)
                ?? throw new FieldException("mask", "it is black all over, so nothing would be painted; white is painted anew")
            : null;
        PictureInput input = Fit(new PictureInput(picture, mask), mode, width, height);
        if (region is not null)
        {
            (Image part, GrayImage partOfMask) = region.Cut(width, height);
            input = new PictureInput(part, partOfMask);
        }

        return ((isFilled ? input with { Picture = SurroundingFill.Fill(input.Picture, input.Mask!) } : input).Begin(strength), region);
    }

    private static SentPicture Decode(string text, string field) => SentPicture.Decode(SentPicture.BytesOf(text, field), field);

    private static GrayImage ReadMask(JsonFields fields, SentPicture sent, Image picture, ICollection<string> warnings)
    {
        GrayImage mask = SoftMask.Of(sent);
        if ((mask.Width, mask.Height) != (picture.Width, picture.Height))
        {
            warnings.Add(FormattableString.Invariant($"mask: it is {mask.Width} x {mask.Height}, its picture {picture.Width} x {picture.Height}; it was made as large as that"));
            mask = SoftMask.Resize(mask, picture.Width, picture.Height);
        }

        if (fields.Whole("inpainting_mask_invert", 0, 1) == 1)
        {
            mask = SoftMask.Invert(mask);
        }

        if (fields.Flag("mask_round") == false)
        {
            warnings.Add("mask_round: where the mask is grey, Easel paints the latent and mixes pixels, whatever this says");
        }

        // One number for both directions where they are not told apart.
        double blur = fields.Number("mask_blur", 0, MostBlur) ?? UsualBlur;
        double across = fields.Number("mask_blur_x", 0, MostBlur) ?? blur;
        double down = fields.Number("mask_blur_y", 0, MostBlur) ?? blur;
        return fields.Has("mask_blur") ? SoftMask.Blur(mask, blur, blur) : SoftMask.Blur(mask, across, down);
    }

    private static int ReadFill(JsonFields fields)
    {
        int fill = (int)(fields.Whole("inpainting_fill", 0, 3) ?? FillAround);
        return fill is FillAround or FillOriginal
            ? fill
            : throw new FieldException("inpainting_fill", $"{fill} (latent noise, latent nothing) is not offered; {FillAround} (the colours around) and {FillOriginal} (what is there) are");
    }

    private static PictureInput Fit(PictureInput input, int mode, int width, int height) => mode switch
    {
        CropAndResize => input.Cover(width, height),
        ResizeAndFill => FitWhole(input, width, height),
        _ => new PictureInput(input.Resize(width, height).Picture, input.Mask is null ? null : SoftMask.Resize(input.Mask, width, height)),
    };

    /// <summary>All of it in the middle, its outermost rows and columns drawn out to the edges.</summary>
    private static PictureInput FitWhole(PictureInput input, int width, int height)
    {
        (Image picture, GrayImage? mask) = (input.Picture, input.Mask);
        bool byHeight = (long)picture.Width * height < (long)picture.Height * width;
        int inner = byHeight ? Math.Clamp((int)Math.Round((double)picture.Width * height / picture.Height), 1, width) : width;
        int tall = byHeight ? height : Math.Clamp((int)Math.Round((double)picture.Height * width / picture.Width), 1, height);
        Image fitted = DrawOut(new PictureInput(picture, Mask: null).Resize(inner, tall).Picture, width, height);
        return new PictureInput(fitted, mask is null ? null : GrayImage.Of(DrawOut(SoftMask.InColours(SoftMask.Resize(mask, inner, tall)), width, height)));
    }

    private static Image DrawOut(Image picture, int width, int height)
    {
        (int left, int top) = ((width - picture.Width) / 2, (height - picture.Height) / 2);
        byte[] pixels = new byte[3L * width * height];
        for (int y = 0; y < height; y++)
        {
            int row = Math.Clamp(y - top, 0, picture.Height - 1) * picture.Width;
            for (int x = 0; x < width; x++)
            {
                picture.Pixels.Span.Slice(3 * (row + Math.Clamp(x - left, 0, picture.Width - 1)), 3).CopyTo(pixels.AsSpan(3 * ((y * width) + x)));
            }
        }

        return new Image(width, height, pixels);
    }
}
