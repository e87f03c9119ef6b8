using System.Text.Json.Nodes;
using Easel.Diffusion;
using Easel.Diffusion.Journals;
using Easel.Imaging;
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
    public static void KeepInputs(ImageRequest request, string folder)
    {
        if (request.Initial is InitialPicture initial)
        {
            // Their names are the hashes that the request names them by.
            JournalBlobs blobs = new(folder);
            blobs.Put(initial.Picture.Pixels.Span);
            if (initial.Mask is GrayImage mask)
            {
                blobs.Put(mask.Pixels.Span);
            }
        }
    }

    /// <summary>A request without the pixels of what it begins with: a picture of one pixel stands for it, so that lists of jobs stay small.</summary>
    public static ImageRequest Read(string json) => Read(json, Stand);

    /// <summary>A whole request.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="folder">Of <see cref="KeepInputs"/>.</param>
    /// <exception cref="JournalException">A picture is not there, or damaged.</exception>
    public static ImageRequest ReadWhole(string json, string folder)
    {
        JournalBlobs blobs = new(folder);
        ImageRequest plain = Read(json);
        return plain.Initial is null ? plain : Read(json, recorded => new InitialPicture(new Image(plain.Width, plain.Height, blobs.Get(recorded.Sha256, 3L * plain.Width * plain.Height)))
        {
            Strength = recorded.Strength,
            Blending = recorded.Blending,
            Mask = recorded.MaskSha256 is string mask ? new GrayImage(plain.Width, plain.Height, blobs.Get(mask, (long)plain.Width * plain.Height)) : null,
        });
    }

    private static ImageRequest Read(string json, Func<RecordedInitial, InitialPicture> initial) => RequestReader.Read((JsonObject)JsonNode.Parse(json)!, initial);

    private static InitialPicture Stand(RecordedInitial recorded) => new(new Image(1, 1, new byte[3]))
    {
        Strength = recorded.Strength,
        Blending = recorded.Blending,
        Mask = recorded.MaskSha256 is null ? null : new GrayImage(1, 1, new byte[1]),
    };
}
