using Easel.Diffusion;

namespace Easel.Server.Gallery;

/// <summary>A picture as the database has it.</summary>
/// <param name="Id">32 hexadecimal digits that sort by time</param>
/// <param name="Job">the job that painted it</param>
/// <param name="Index">which of the job's pictures, from 0</param>
internal sealed record GalleryPicture(string Id, string Job, int Index)
{
    /// <summary>The number that names its noise.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Pixels per row.</summary>
    public required int Width { get; init; }

    /// <summary>Rows.</summary>
    public required int Height { get; init; }

    /// <summary>When it was finished.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Its file within the data folder, with <c>/</c> between folders.</summary>
    public required string File { get; init; }

    /// <summary>The file's SHA-256 in small hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What painted it; of several pictures the request of all.</summary>
    public required ImageRequest Request { get; init; }

    /// <summary>How the picture that it began with was given its size; none if that is not known, or there was none.</summary>
    public string? Fit { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>Whose token asked for it; empty where no token is wanted.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Whether it appears in the gallery, and is not only for who asked.</summary>
    public bool IsShown { get; init; } = true;

    /// <summary>Whether someone marked it.</summary>
    public bool IsFavourite { get; init; }

    /// <summary>When it was put into the bin, where it stays until it is deleted for good; none if it was not.</summary>
    public DateTimeOffset? Deleted { get; init; }
}

/// <summary>Which pictures are wanted.</summary>
/// <param name="Text">words that prompt or negative prompt have, all of them; any picture if empty</param>
/// <param name="OnlyFavourites">whether only marked ones</param>
/// <param name="InBin">whether those in the bin instead of the others</param>
/// <param name="Before">only those older than this picture: for the next page</param>
/// <param name="Take">the most</param>
internal sealed record GalleryQuery(string Text = "", bool OnlyFavourites = false, bool InBin = false, string? Before = null, int Take = 50)
{
    /// <summary>Only those of a job.</summary>
    public string? Job { get; init; }

    /// <summary>Only those of an owner.</summary>
    public string? Owner { get; init; }
}

/// <summary>Finished pictures. All members may be called from any thread.</summary>
internal interface IGallery
{
    /// <summary>A picture; none if there is none.</summary>
    GalleryPicture? Find(string id);

    /// <summary>The newest first.</summary>
    IReadOnlyList<GalleryPicture> List(GalleryQuery query);

    /// <summary>Opens its PNG file; none if somebody deleted it.</summary>
    Stream? OpenFile(GalleryPicture picture);

    /// <summary>A small JPEG of it, at most so many pixels on its longer side; kept, so that the next one is at once there.</summary>
    byte[]? Thumbnail(GalleryPicture picture, int side);

    /// <summary>Marks it, or not.</summary>
    bool SetFavourite(string id, bool isFavourite);

    /// <summary>Puts it into the bin, or back.</summary>
    bool SetDeleted(string id, bool isDeleted);

    /// <summary>Deletes it with its file, for good.</summary>
    bool Erase(string id);
}
