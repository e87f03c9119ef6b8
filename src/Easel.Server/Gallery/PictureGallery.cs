using Easel.Server.Jobs;
using Easel.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Easel.Server.Gallery;

/// <summary>Finished pictures.</summary>
internal sealed class PictureGallery(Database database, DataFolder folder, Thumbnails thumbnails, Herald herald, TimeProvider time) : IGallery
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
    public bool SetFavourite(string id, bool isFavourite) => Change(id, connection => PictureStore.SetFavourite(connection, id, isFavourite));

    /// <inheritdoc/>
    public bool SetDeleted(string id, bool isDeleted) => Change(id, connection => PictureStore.SetDeleted(connection, id, isDeleted ? time.GetUtcNow() : null));

    /// <inheritdoc/>
    public bool Erase(string id)
    {
        GalleryPicture? erased = database.Write(connection =>
        {
            GalleryPicture? picture = PictureStore.Find(connection, id);
            if (picture is not null)
            {
                PictureStore.Erase(connection, picture);
                herald.Erased(connection, picture);
            }

            return picture;
        });
        if (erased is not null)
        {
            thumbnails.Delete(erased);
            JobFolders.DeleteSheet(database, folder, erased.Job);
            JobFolders.DeleteLitter(database, folder);
        }

        return erased is not null;
    }

    private bool Change(string id, Action<SqliteConnection> change) => database.Write(connection =>
    {
        change(connection);
        GalleryPicture? picture = PictureStore.Find(connection, id);
        if (picture is not null)
        {
            herald.Changed(picture);
        }

        return picture is not null;
    });
}
