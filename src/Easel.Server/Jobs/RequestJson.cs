using System.Text.Json.Nodes;
using Easel.Diffusion;
using Easel.Diffusion.Journals;
using Easel.Imaging;
using Easel.Painting.Journals;
using Easel.Painting.Metadata;

namespace Easel.Server.Jobs;

/// <summary>Requests as the database has them: JSON, whose pictures to begin with lie as files in the job's folder, named by their hashes.</summary>
internal static class RequestJson
{
    private const string Fit = "fit";

    /// <summary>The JSON.</summary>
    /// <param name="request">The request.</param>
    /// <param name="fit">How the picture to begin with was given its size; none if that is not known, or there is none.</param>
    public static string Write(ImageRequest request, string? fit)
    {
        JsonObject written = RequestRecord.Whole(request);
        if (fit is not null)
        {
            written[Fit] = fit;
        }

        return written.ToJsonString();
    }

    /// <summary>How the picture to begin with was given its size; none if that is not known.</summary>
    public static string? FitOf(string json) => (string?)Parse(json)[Fit];

    /// <summary>Keeps the pictures that a request begins with.</summary>
    /// <param name="request">The request.</param>
    /// <param name="folder">Their folder.</param>
    /// <exception cref="IOException">The disk does not take them.</exception>
    public static void KeepInputs(ImageRequest request, string folder) => KeptInitial.Keep(request, new JournalBlobs(folder));

    /// <summary>A request without the pixels of what it begins with: a picture of one pixel stands for it, so that lists of jobs stay small.</summary>
    public static ImageRequest Read(string json) => RequestReader.Read(Parse(json), Stand);

    /// <summary>A whole request.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="folder">Of <see cref="KeepInputs"/>.</param>
    /// <exception cref="JournalException">A picture is not there, or damaged.</exception>
    public static ImageRequest ReadWhole(string json, string folder)
    {
        JsonObject request = Parse(json);
        return RequestReader.Read(request, recorded => KeptInitial.Recall(recorded, request, new JournalBlobs(folder)));
    }

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;

    private static InitialPicture Stand(RecordedInitial recorded) => new(new Image(1, 1, new byte[3]))
    {
        Strength = recorded.Strength,
        Blending = recorded.Blending,
        Mask = recorded.MaskSha256 is null ? null : new GrayImage(1, 1, new byte[1]),
    };
}
