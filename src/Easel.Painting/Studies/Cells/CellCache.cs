using System.Text.Json;
using System.Text.Json.Nodes;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Painting.Jobs;

namespace Easel.Painting.Studies.Cells;

/// <summary>Finished cells of a study in a folder, so that a study that is run again, after Ctrl-C or with more values, paints only what is missing.</summary>
internal sealed class CellCache(string folder)
{
    /// <summary>The folder within the study's.</summary>
    public const string FolderName = "cells";

    private const string Keyword = "easel-cell";

    /// <summary>A cell's file, from the study's folder on, with <c>/</c> as in addresses.</summary>
    public static string RelativePath(string key) => $"{FolderName}/{key}.png";

    /// <summary>A finished cell; none if there is none, or its file is damaged.</summary>
    public PaintedCell? Find(string key)
    {
        string path = PathOf(key);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            PngPicture png = PngFile.Load(path);
            JsonNode? record = JsonNode.Parse(png.Texts.FirstOrDefault(text => text.Keyword == Keyword)?.Text ?? "null");
            return record is JsonObject found && (double?)found["seconds"] is double seconds and >= 0 && double.IsFinite(seconds)
                ? new PaintedCell(png.Image, seconds, new PipelineSummary((string?)found["family"] ?? "", "", (string?)found["device"] ?? ""))
                : null;
        }
        catch (Exception error) when (error is ImageException or IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            // The last is for a record that says something twice.
            return null;
        }
    }

    /// <summary>Keeps a cell; one that is there under the name was damaged.</summary>
    /// <param name="key">see <see cref="CellKey"/></param>
    /// <param name="cell">the picture and its time</param>
    /// <param name="texts">what other programs read of it</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Keep(string key, PaintedCell cell, IReadOnlyList<PngText> texts)
    {
        JsonObject record = new() { ["seconds"] = Math.Round(cell.Seconds, 3), ["family"] = cell.Model.Family, ["device"] = cell.Model.Device };
        OutputFolder.Replace(PathOf(key), PngFile.Encode(cell.Picture, [.. texts, new PngText(Keyword, record.ToJsonString())]));
    }

    /// <summary>Makes the folder where it is missing, and tries whether files can be written, before hours of painting.</summary>
    /// <exception cref="IOException">It cannot be used.</exception>
    public void Prepare() => OutputFolder.Prepare(Path.Combine(folder, FolderName), folder, "--out FOLDER");

    private string PathOf(string key) => Path.Combine(folder, FolderName, $"{key}.png");
}
