using System.Text.Json.Nodes;
using Easel.Diffusion;
using Easel.Diffusion.Journals;
using Easel.Imaging;
using Easel.Painting.Metadata;

namespace Easel.Painting.Journals;

/// <summary>The pictures that a request begins with, kept under the hashes that <see cref="RequestRecord"/> names them by.</summary>
internal static class KeptInitial
{
    /// <summary>Keeps them, if there are any.</summary>
    /// <exception cref="IOException">The disk does not take them.</exception>
    public static void Keep(ImageRequest request, JournalBlobs blobs)
    {
        if (request.Initial is InitialPicture initial)
        {
            blobs.Put(initial.Picture.Pixels.Span);
            if (initial.Mask is GrayImage mask)
            {
                blobs.Put(mask.Pixels.Span);
            }
        }
    }

    /// <summary>Finds them again.</summary>
    /// <param name="recorded">What the request says of them.</param>
    /// <param name="request">The request, which has their size.</param>
    /// <param name="blobs">Where they are kept.</param>
    /// <exception cref="JournalException">One is not there, or damaged.</exception>
    /// <exception cref="FormatException">The request has another size.</exception>
    public static InitialPicture Recall(RecordedInitial recorded, JsonObject request, JournalBlobs blobs)
    {
        (int width, int height) = (RequestReader.Value<int>(request, "width"), RequestReader.Value<int>(request, "height"));
        if (width is < 1 or > ImageRequest.MaxSide || height is < 1 or > ImageRequest.MaxSide)
        {
            throw new FormatException("The field 'width' is missing, or has what it cannot have.");
        }

        return new InitialPicture(new Image(width, height, Pixels(recorded.Sha256, width * height * 3, blobs)))
        {
            Strength = recorded.Strength,
            Blending = recorded.Blending,
            Mask = recorded.MaskSha256 is string mask ? new GrayImage(width, height, Pixels(mask, width * height, blobs)) : null,
        };
    }

    private static byte[] Pixels(string name, int count, JournalBlobs blobs)
        => blobs.Get(name, count) is byte[] pixels && pixels.Length == count ? pixels : throw new FormatException($"The picture that the run begins with has not {count} bytes.");
}
