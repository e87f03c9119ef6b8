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
    /// <summary>The JSON.</summary>
    public static string Write(ImageRequest request) => RequestRecord.Whole(request).ToJsonString();

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
