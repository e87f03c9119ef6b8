using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;

namespace Easel.Painting.Studies.Cells;

/// <summary>Names a cell by everything that its picture depends on: equal names, equal pictures.</summary>
internal sealed class CellKey
{
    private const int Letters = 32;

    private readonly string _model;

    private CellKey(string model) => _model = model;

    /// <summary>Reads a model's content, once for all of its cells.</summary>
    public static async Task<CellKey> ForAsync(PipelineOptions model)
    {
        ContentHash hashes = model.WeightCache?.Hashes ?? new ContentHash();
        return new CellKey(JsonSerializer.Serialize(new[]
        {
            await hashes.OfAsync(model.Checkpoint).ConfigureAwait(false) ?? OfFolder(model.Checkpoint),
            model.Config is null ? "" : await hashes.OfAsync(model.Config).ConfigureAwait(false) ?? "",
            model.Vocabulary is null ? "" : await hashes.OfAsync(model.Vocabulary).ConfigureAwait(false) ?? OfFolder(model.Vocabulary),
        }));
    }

    /// <summary>A cell's name: 32 letters of a digest.</summary>
    /// <remarks>Of the request every property counts, those too that will be added to it.</remarks>
    public string Of(CellRequest cell)
    {
        ImageRequest request = cell.Request;
        InitialPicture? initial = request.Initial;
        string[] parts =
        [
            $"Easel {EaselVersion.Text}",
            _model,
            (cell.Model with { Checkpoint = "", Config = null, Vocabulary = null, Planned = null, Threads = 0, WeightCache = null, BandMemory = null, ReleasesTextEncoder = false, ForecastMemory = null }).ToString(),
            .. request.Batches.SelectMany(batch => batch),
            request.NegativePrompt,
            (request with { Batches = [], NegativePrompt = "", Initial = null }).ToString(),
            initial is null ? "" : $"{Digest(initial.Picture)} {(initial.Mask is null ? "" : Digest(initial.Mask.Pixels.Span))} {initial.Strength} {initial.Blending}",
        ];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(parts))))[..Letters];
    }

    private static string Digest(Image picture) => $"{picture.Width}x{picture.Height} {Digest(picture.Pixels.Span)}";

    private static string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Names, sizes and times of a folder's files: reading gigabytes for a name would take longer than most cells.</summary>
    private static string OfFolder(string folder) => !Directory.Exists(folder)
        ? folder
        : string.Join('\n', new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(file => $"{Path.GetRelativePath(folder, file.FullName)} {file.Length} {file.LastWriteTimeUtc.Ticks}")
            .Order(StringComparer.Ordinal));
}
