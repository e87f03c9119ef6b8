using System.Text.Json.Nodes;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Painting.Metadata;
using Easel.Painting.Texts;
using Easel.Server.Foreign;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Easel.Server.Automatic1111;

/// <summary>The answer of <c>extra-single-image</c>.</summary>
internal sealed record ExtraPicture(byte[] Image, string HtmlInfo);

/// <summary>The answer of <c>extra-batch-images</c>.</summary>
internal sealed record ExtraPictures(IReadOnlyList<byte[]> Images, string HtmlInfo);

/// <summary><c>png-info</c>, and pictures in another size.</summary>
internal static class PictureEndpoints
{
    private const double MostScale = 8;
    private const int MostBatch = 100;
    private const long MostPixels = 1 << 26;
    private const long MostPixelsOfBatch = 2 * MostPixels;

    private static readonly string[] s_networks = ["gfpgan_visibility", "codeformer_visibility"];

    /// <summary>Adds the addresses.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/png-info", async (HttpContext context) =>
        {
            JsonFields fields = await ReadAsync(context).ConfigureAwait(false);
            return ForeignJson.Answer(Info(fields));
        });
        routes.MapPost("/extra-single-image", async (HttpContext context) =>
        {
            JsonFields fields = await ReadAsync(context).ConfigureAwait(false);
            RequireOffered(fields);
            return ForeignJson.Answer(new ExtraPicture(Resize(fields, SentPicture.BytesOf(RequireText(fields, "image"), "image"), "image"), ""));
        });
        routes.MapPost("/extra-batch-images", async (HttpContext context) =>
        {
            JsonFields fields = await ReadAsync(context).ConfigureAwait(false);
            JsonFields[] sent = fields.Find("imageList") is { ValueKind: System.Text.Json.JsonValueKind.Array } list ? [.. list.EnumerateArray().Take(MostBatch + 1).Select((item, i) => JsonFields.Of(item, PlaceOf(i)))] : [];
            return sent.Length is > 0 and <= MostBatch
                ? ForeignJson.Answer(new ExtraPictures(ResizeAll(fields, [.. sent.Select((one, i) => RequireText(one, "data", PlaceOf(i)))], context.RequestAborted), ""))
                : throw new FieldException("imageList", FormattableString.Invariant($"1 to {MostBatch} pictures are wanted, each {{\"data\": base64, \"name\": \"...\"}}"));
        });
    }

    private static Task<JsonFields> ReadAsync(HttpContext context) => JsonFields.ReadAsync(context.Request, context.RequestAborted);

    /// <summary>A picture as text.</summary>
    /// <param name="fields">What was sent.</param>
    /// <param name="name">The field.</param>
    /// <param name="place">What it is called in errors, if otherwise.</param>
    private static string RequireText(JsonFields fields, string name, string? place = null)
        => fields.Find(name) is { ValueKind: System.Text.Json.JsonValueKind.String } text && text.GetString() is { Length: > 0 } sent ? sent : throw new FieldException(place ?? name, "a picture is wanted, as base64");

    /// <summary>Which picture of several is meant.</summary>
    private static string PlaceOf(int i) => FormattableString.Invariant($"imageList[{i}]");

    /// <summary>A picture's texts: as they are, as a list, and what they say.</summary>
    private static JsonObject Info(JsonFields fields)
    {
        byte[] file = SentPicture.BytesOf(RequireText(fields, "image"), "image");
        IReadOnlyList<PngText> texts = TextsOf(file);
        string infotext = texts.FirstOrDefault(text => text.Keyword == "parameters")?.Text ?? "";
        JsonObject items = [];
        foreach (PngText text in texts)
        {
            items[text.Keyword] = text.Text;
        }

        return new JsonObject { ["info"] = infotext, ["items"] = items, ["parameters"] = Parameters(infotext) };
    }

    private static IReadOnlyList<PngText> TextsOf(byte[] file)
    {
        try
        {
            SentPicture.Measure(file, "image");
            if (file is [0x89, (byte)'P', (byte)'N', (byte)'G', ..])
            {
                return PngFile.Decode(file, "the picture").Texts;
            }

            // Files of other formats are looked at all the same, so that what is no picture is told.
            _ = PictureFile.Decode(file, "the picture");
            return [];
        }
        catch (ImageException error)
        {
            throw new FieldException("image", error.Message);
        }
    }

    private static JsonObject Parameters(string infotext)
    {
        JsonObject parameters = [];
        if (InfotextReader.Read(infotext) is not InfotextReader told)
        {
            return parameters;
        }

        parameters["Prompt"] = told.Prompt;
        parameters["Negative prompt"] = told.Negative;
        foreach ((string key, string value) in told.Values)
        {
            if (value.Split('x') is [string width, string height] && int.TryParse(width, out _) && int.TryParse(height, out _))
            {
                parameters[$"{key}-1"] = width;
                parameters[$"{key}-2"] = height;
            }
            else
            {
                parameters[key] = value;
            }
        }

        parameters.TryAdd("Clip skip", "1");
        parameters.TryAdd("Schedule type", "Automatic");
        parameters.TryAdd("RNG", "GPU");
        return parameters;
    }

    /// <summary>Pictures in another size, if all of them together are not too large.</summary>
    private static List<byte[]> ResizeAll(JsonFields fields, IReadOnlyList<string> texts, CancellationToken gone)
    {
        RequireOffered(fields);
        byte[][] files = [.. texts.Select((text, i) => SentPicture.BytesOf(text, PlaceOf(i)))];
        long pixels = 0;
        foreach ((int i, byte[] file) in files.Index())
        {
            (int sentWidth, int sentHeight) = SentPicture.Measure(file, PlaceOf(i));
            (int width, int height, _) = ReadSize(fields, sentWidth, sentHeight);
            pixels += Math.Max((long)sentWidth * sentHeight, (long)width * height);
            if (pixels > MostPixelsOfBatch)
            {
                throw new FieldException("imageList", FormattableString.Invariant($"all pictures together are too large; up to {MostPixelsOfBatch} pixels can be had at once, so send fewer of them"));
            }
        }

        List<byte[]> resized = [];
        foreach ((int i, byte[] file) in files.Index())
        {
            gone.ThrowIfCancellationRequested();
            resized.Add(Resize(fields, file, PlaceOf(i)));
        }

        return resized;
    }

    private static void RequireOffered(JsonFields fields)
    {
        if (s_networks.FirstOrDefault(name => fields.Number(name, 0, 1) is > 0) is string network)
        {
            throw new FieldException(network, "faces are not restored: there is no model for it; send 0");
        }

        if (fields.Number("extras_upscaler_2_visibility", 0, 1) is > 0 && ReadUpscaler(fields, "upscaler_2") != WebUiUpscalers.None)
        {
            throw new FieldException("extras_upscaler_2_visibility", "a second upscaler mixed with the first is not offered; send 0");
        }
    }

    private static byte[] Resize(JsonFields fields, byte[] file, string field)
    {
        string upscaler = ReadUpscaler(fields, "upscaler_1");
        Image picture = SentPicture.Decode(file, field).Picture;
        (int width, int height, bool isCropped) = ReadSize(fields, picture.Width, picture.Height);

        // None leaves a picture as it is, as there.
        return upscaler == WebUiUpscalers.None ? PngFile.Encode(picture)
            : PngFile.Encode(isCropped ? WebUiUpscalers.Cover(picture, width, height, upscaler) : WebUiUpscalers.Resize(picture, width, height, upscaler));
    }

    private static string ReadUpscaler(JsonFields fields, string name) => fields.Text(name)?.Trim() is { Length: > 0 } asked
        ? WebUiUpscalers.Find(asked) ?? throw new FieldException(name, $"there is no upscaler {Quoted.Of(asked)}; here are {string.Join(", ", WebUiUpscalers.Names)}")
        : WebUiUpscalers.None;

    private static (int Width, int Height, bool IsCropped) ReadSize(JsonFields fields, int sentWidth, int sentHeight)
    {
        (double width, double height, bool isCropped) = (0, 0, false);
        if (fields.Whole("resize_mode", 0, 1) == 1)
        {
            (width, height) = (fields.Whole("upscaling_resize_w", 1, 1 << 15) ?? 512, fields.Whole("upscaling_resize_h", 1, 1 << 15) ?? 512);
            isCropped = fields.Flag("upscaling_crop") ?? true;
            if (!isCropped)
            {
                // Both sides reach what was asked for; the proportions stay.
                double scale = Math.Max(width / sentWidth, height / sentHeight);
                (width, height) = (sentWidth * scale, sentHeight * scale);
            }
        }
        else
        {
            double scale = fields.Number("upscaling_resize", 0.01, MostScale) ?? 2;
            (width, height) = (sentWidth * scale, sentHeight * scale);
        }

        (width, height) = (Math.Max(1, Math.Round(width)), Math.Max(1, Math.Round(height)));
        return width * height <= MostPixels
            ? ((int)width, (int)height, isCropped)
            : throw new FieldException("upscaling_resize", FormattableString.Invariant($"a picture of {width} x {height} is too large; up to {MostPixels} pixels can be had"));
    }
}
