using System.Text.Json;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Painting.Metadata;
using Easel.Painting.Texts;
using Easel.Server.Api.Bodies;
using Easel.Server.Jobs;
using Easel.Server.Models;

namespace Easel.Server.Api.Reading;

/// <summary>Reads what pictures' files say of how they were painted. Nothing in them is believed: what cannot be painted here is left out, and told.</summary>
/// <param name="models">What is here.</param>
internal sealed class SettingsReader(IModels models)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="JobRefusedException">It is no picture.</exception>
    public SettingsJson Read(byte[] file)
    {
        PngPicture? picture = Open(file);
        List<string> warnings = [];
        if (picture is null)
        {
            return new SettingsJson(null, null, ["Only PNG files tell how they were painted; this is another format."]);
        }

        (string Source, JobBody Body)? read =
            Of(picture, "easel") is string record ? ("easel", OfRecord(record, warnings))
            : Of(picture, "parameters") is string parameters && InfotextReader.Read(parameters) is InfotextReader told ? ("a1111", InfotextBody.Of(told, warnings))
            : Of(picture, "prompt") is string graph && ComfyGraph.Read(graph) is ComfyGraph comfy ? ("comfyui", ComfyBody.Of(comfy, warnings))
            : null;
        return read is (string source, JobBody body)
            ? new SettingsJson(source, Checked(body, picture, warnings), warnings)
            : new SettingsJson(null, null, [.. warnings, "The file does not say how it was painted. Programs that edit or send pictures often leave that out."]);
    }

    private static PngPicture? Open(byte[] file)
    {
        try
        {
            (int width, int height) = PictureFile.Measure(file, "the picture");
            if ((long)width * height > UploadStore.MostPixels)
            {
                throw new JobRefusedException("", $"the picture is {width} x {height}; up to {UploadStore.MostPixels} pixels can be sent");
            }

            return file is [0x89, (byte)'P', (byte)'N', (byte)'G', ..] ? PngFile.Decode(file, "the picture") : null;
        }
        catch (ImageException error)
        {
            throw new JobRefusedException("", error.Message);
        }
    }

    private static string? Of(PngPicture picture, string keyword) => picture.Texts.FirstOrDefault(text => text.Keyword == keyword)?.Text;

    private static JobBody OfRecord(string text, List<string> warnings)
    {
        try
        {
            if (PictureRecordReader.Read(text).Painting is not RecordedPainting painting)
            {
                throw new JobRefusedException("", "the file is a grid of several pictures; send one of them");
            }

            string prompt = painting.Request.Batches[0][Math.Min(painting.Index, painting.Request.Batches[0].Count - 1)];
            if (painting.Initial is not null)
            {
                warnings.Add("It began with a picture, which its file does not hold: send that too.");
            }

            return RequestView.BodyOf(painting.Request with { Batches = [[prompt]], Iterations = 1 }, painting.Model.File, fit: null) with { Initial = null, Mask = null };
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            throw new JobRefusedException("", $"what the file says of itself (text 'easel') is damaged: {error.Message}");
        }
    }

    /// <summary>Without what cannot be had here.</summary>
    private JobBody Checked(JobBody body, PngPicture picture, List<string> warnings)
    {
        if (HiddenPrompts.IsName(body.Prompt ?? ""))
        {
            warnings.Add("Its prompt is private: only its hash is told.");
            body = body with { Prompt = null, NegativePrompt = null };
        }

        if (body.Model is string model && models.Find(model) is not ModelEntry)
        {
            warnings.Add($"It was painted with the model {Quoted.Of(model)}, which is not here; the server's own is taken.");
            body = body with { Model = null };
        }
        else if (body.Model is not null)
        {
            body = body with { Model = models.Find(body.Model)!.Name };
        }

        (int width, int height) = (body.Width ?? picture.Image.Width, body.Height ?? picture.Image.Height);
        if (width % SideRules.Multiple != 0 || height % SideRules.Multiple != 0 || width <= 0 || height <= 0)
        {
            warnings.Add($"Its size, {width} x {height}, is no multiple of {SideRules.Multiple}; the next smaller one is taken.");
            (width, height) = (Math.Max(SideRules.Multiple, width / SideRules.Multiple * SideRules.Multiple), Math.Max(SideRules.Multiple, height / SideRules.Multiple * SideRules.Multiple));
        }

        return body with { Width = width, Height = height, Count = 1, Priority = null, Key = null };
    }
}
