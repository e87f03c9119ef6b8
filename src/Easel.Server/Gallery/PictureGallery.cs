using Easel.Server.Jobs;
using Easel.Server.Storage;

namespace Easel.Server.Gallery;

/// <summary>Finished pictures.</summary>
internal sealed class PictureGallery(Database database, DataFolder folder, Thumbnails thumbnails, TimeProvider time) : IGallery
{
    /// <inheritdoc/>
    public GalleryPicture? Find(string id) => database.Read(connection => PictureStore.Find(connection, id));

    /// <inheritdoc/>
    public IReadOnlyList<GalleryPicture> List(GalleryQuery query) => database.Read(connection => PictureStore.List(connection, query));

    /// <inheritdoc/>
    public Stream? OpenFile(GalleryPicture picture)
    {
        try
        {
            return new FileStream(folder.PathOf(picture.File), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public byte[]? Thumbnail(GalleryPicture picture, int side) => thumbnails.Of(picture, side);

    /// <inheritdoc/>
    public bool SetFavourite(string id, bool isFavourite) => database.Write(connection => PictureStore.SetFavourite(connection, id, isFavourite));

    /// <inheritdoc/>
    public bool SetDeleted(string id, bool isDeleted) => database.Write(connection => PictureStore.SetDeleted(connection, id, isDeleted ? time.GetUtcNow() : null));

    /// <inheritdoc/>
    public bool Erase(string id)
    {
        GalleryPicture? erased = database.Write(connection =>
        {
            GalleryPicture? picture = PictureStore.Find(connection, id);
            if (picture is not null)
            {
                PictureStore.Erase(connection, picture);
            }

            return picture;
        });
        if (erased is not null)
        {
            thumbnails.Delete(erased);
            JobFolders.DeleteLitter(database, folder);
        }

        return erased is not null;
    }
}
