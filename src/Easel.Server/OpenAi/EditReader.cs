using System.Text.Json;
using Easel.Diffusion;
using Easel.Imaging;
using Easel.Painting.Jobs;
using Easel.Painting.Texts;
using Easel.Server.Foreign;
using Easel.Server.Jobs;
using Easel.Server.Models;
using Microsoft.AspNetCore.Http;

namespace Easel.Server.OpenAi;

/// <summary>Reads the form of <c>/v1/images/edits</c>: a picture, perhaps a mask, and fields. What the mask is transparent in is painted anew; without mask, what the picture is.</summary>
internal static class EditReader
{
    // How much of a picture is painted anew where no mask says which part of it.
    private const double LowFidelity = 0.75;
    private const double HighFidelity = 0.5;

    /// <summary>Reads it.</summary>
    /// <exception cref="FieldException">A field cannot be used.</exception>
    /// <exception cref="ThingMissingException">It names a model that is not here.</exception>
    /// <exception cref="JobRefusedException">It asks for a size that this server does not paint.</exception>
    public static async Task<AskedImages> ReadAsync(HttpContext context, ImagesReader reader, ServerLimits limits)
    {
        if (!context.Request.HasFormContentType)
        {
            throw new FieldException("", "a form is wanted: Content-Type: multipart/form-data, with a file in the field image");
        }

        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        JsonFields fields = JsonFields.Parse(JsonSerializer.Serialize(form.ToDictionary(field => field.Key, field => field.Value.ToString())));
        SentPicture sent = await ReadPictureAsync(form, context.RequestAborted).ConfigureAwait(false);
        if (fields.SaysSomething("markup") || form.Files.Any(file => file.Name == "markup"))
        {
            throw new FieldException("markup", "pictures drawn over the first are not offered; send a mask");
        }

        GrayImage? mask = await ReadMaskAsync(form, sent, context.RequestAborted).ConfigureAwait(false);
        AskedImages asked = reader.Read(fields, model => SizeFor(sent.Picture, model));
        double strength = fields.Number("strength", 0, 1) ?? (mask is not null ? 1 : fields.Text("input_fidelity") switch
        {
            null or "" or "low" => LowFidelity,
            "high" => HighFidelity,
            string other => throw new FieldException("input_fidelity", $"{Quoted.Of(other)} cannot be had; low and high can"),
        });
        JobRules.RequireSize(asked.Request, limits);
        InitialPicture initial = new PictureInput(sent.Picture, mask).Cover(asked.Request.Width, asked.Request.Height).Begin(strength);
        return asked with { Request = asked.Request with { Initial = initial } };
    }

    private static async Task<SentPicture> ReadPictureAsync(IFormCollection form, CancellationToken cancel)
    {
        IFormFile[] files = [.. form.Files.Where(file => file.Name is "image" or "image[]")];
        return files.Length switch
        {
            1 => await DecodeAsync(files[0], "image", cancel).ConfigureAwait(false),
            0 => throw new FieldException("image", "a picture is wanted, as a file of the form"),
            _ => throw new FieldException("image", FormattableString.Invariant($"one picture can be edited, but there are {files.Length}; send a request for each")),
        };
    }

    private static async Task<GrayImage?> ReadMaskAsync(IFormCollection form, SentPicture sent, CancellationToken cancel)
    {
        if (form.Files.FirstOrDefault(file => file.Name == "mask") is not IFormFile file)
        {
            return sent.HasTransparency ? Transparent(sent.Alpha!) : null;
        }

        SentPicture mask = await DecodeAsync(file, "mask", cancel).ConfigureAwait(false);
        if ((mask.Picture.Width, mask.Picture.Height) != (sent.Picture.Width, sent.Picture.Height))
        {
            throw new FieldException("mask", FormattableString.Invariant($"it is {mask.Picture.Width} x {mask.Picture.Height}, but its picture {sent.Picture.Width} x {sent.Picture.Height}; they must be of one size"));
        }

        return mask.HasTransparency ? Transparent(mask.Alpha!) : throw new FieldException("mask", "it is transparent nowhere, so nothing would be painted; what is transparent is painted anew");
    }

    private static async Task<SentPicture> DecodeAsync(IFormFile file, string field, CancellationToken cancel)
    {
        using MemoryStream bytes = new((int)file.Length);
        await file.CopyToAsync(bytes, cancel).ConfigureAwait(false);
        return SentPicture.Decode(bytes.ToArray(), field);
    }

    private static GrayImage Transparent(GrayImage alpha)
    {
        byte[] pixels = alpha.Pixels.ToArray();
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(255 - pixels[i]);
        }

        return new GrayImage(alpha.Width, alpha.Height, pixels);
    }

    /// <summary>The picture's proportions, in as many pixels as it has, but at most twice as many as the model was trained for.</summary>
    private static PictureSize SizeFor(Image picture, ModelEntry model)
    {
        double pixels = (double)picture.Width * picture.Height;
        double best = (double)model.Defaults.Width * model.Defaults.Height;
        double scale = pixels <= 2 * best ? 1 : Math.Sqrt(best / pixels);
        return new PictureSize(Side(picture.Width * scale), Side(picture.Height * scale));
    }

    private static int Side(double pixels) => Math.Clamp((int)Math.Round(pixels / SideRules.Multiple) * SideRules.Multiple, SideRules.Multiple, ImageRequest.MaxSide);
}
