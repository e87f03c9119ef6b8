using Easel.Diffusion;
using Easel.Server.Jobs;
using Easel.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Easel.Server.Gallery;

/// <summary>The rows of finished pictures, and the text by which they are found.</summary>
/// <param name="ids">Names them.</param>
/// <param name="time">The clock.</param>
internal sealed class PictureStore(SortableId ids, TimeProvider time)
{
    /// <summary>Adds a picture, unless it is there.</summary>
    /// <returns>none if it was there</returns>
    public GalleryPicture? Insert(SqliteConnection connection, JobRow row, int index, string file, string sha256)
    {
        Job job = row.Job;
        ImageRequest request = job.Asked.Request;
        GalleryPicture picture = new(ids.Next(), job.Id, index)
        {
            Seed = request.SeedOf(index),
            Width = request.Width,
            Height = request.Height,
            Created = time.GetUtcNow(),
            File = file,
            Sha256 = sha256,
            Request = request,
            Fit = job.Asked.Fit,
            Model = job.Asked.Model!,
            Owner = job.Asked.Owner,
            IsShown = job.Asked.IsShown,
        };
        int added = connection.Execute(
            """
            INSERT OR IGNORE INTO pictures (id, job, place, seed, width, height, created, file, sha256, request, model, owner, shown)
            VALUES (@id, @job, @place, @seed, @width, @height, @created, @file, @sha256, @request, @model, @owner, @shown)
            """,
            ("@id", picture.Id),
            ("@job", picture.Job),
            ("@place", index),
            ("@seed", unchecked((long)picture.Seed)),
            ("@width", picture.Width),
            ("@height", picture.Height),
            ("@created", picture.Created),
            ("@file", file),
            ("@sha256", sha256),
            ("@request", row.Request),
            ("@model", picture.Model),
            ("@owner", job.Asked.Owner),
            ("@shown", job.Asked.IsShown ? 1 : 0));
        if (added == 0)
        {
            return null;
        }

        if (picture.IsShown)
        {
            connection.Execute(
                "INSERT INTO pictures_text (rowid, prompt, negative) SELECT number, @prompt, @negative FROM pictures WHERE id = @id",
                ("@prompt", request.Batches[0][0]),
                ("@negative", request.NegativePrompt),
                ("@id", picture.Id));
        }

        return picture;
    }

    /// <summary>A picture; none if there is none.</summary>
    public static GalleryPicture? Find(SqliteConnection connection, string id) => connection.First("SELECT * FROM pictures WHERE id = @id", Read, ("@id", id));

    /// <summary>The pictures of a job, in their order.</summary>
    public static List<GalleryPicture> Of(SqliteConnection connection, string job) => connection.Query("SELECT * FROM pictures WHERE job = @job ORDER BY place", Read, ("@job", job));

    /// <summary>The newest first.</summary>
    public static List<GalleryPicture> List(SqliteConnection connection, GalleryQuery query)
    {
        string text = SearchText.Match(query.Text);
        string sql =
            $"""
            SELECT * FROM pictures WHERE {(query.InBin ? "deleted IS NOT NULL" : "deleted IS NULL")}
            {(query.Job is null ? "AND shown = 1" : "AND job = @job")}
            {(query.OnlyFavourites ? "AND favourite = 1" : "")}
            {(query.Owner is null ? "" : "AND owner = @owner")}
            {(query.Before is null ? "" : "AND id < @before")}
            {(text.Length == 0 ? "" : "AND number IN (SELECT rowid FROM pictures_text WHERE pictures_text MATCH @text)")}
            ORDER BY id DESC LIMIT @take
            """;
        return connection.Query(sql, Read, ("@job", query.Job), ("@owner", query.Owner), ("@before", query.Before), ("@text", text), ("@take", query.Take));
    }

    /// <summary>Marks a picture, or not.</summary>
    public static void SetFavourite(SqliteConnection connection, string id, bool isFavourite)
        => connection.Execute("UPDATE pictures SET favourite = @favourite WHERE id = @id", ("@favourite", isFavourite ? 1 : 0), ("@id", id));

    /// <summary>Puts a picture into the bin, or back.</summary>
    public static void SetDeleted(SqliteConnection connection, string id, DateTimeOffset? when)
        => connection.Execute("UPDATE pictures SET deleted = CASE WHEN @when IS NULL THEN NULL ELSE coalesce(deleted, @when) END WHERE id = @id", ("@when", when), ("@id", id));

    /// <summary>Takes a picture out, and notes down that its file is to be deleted.</summary>
    public static void Erase(SqliteConnection connection, GalleryPicture picture)
    {
        connection.Execute("DELETE FROM pictures_text WHERE rowid = (SELECT number FROM pictures WHERE id = @id)", ("@id", picture.Id));
        connection.Execute("DELETE FROM pictures WHERE id = @id", ("@id", picture.Id));
        connection.Execute("INSERT OR IGNORE INTO litter (file) VALUES (@file)", ("@file", picture.File));
        Traces.Note(connection, hasWords: picture.IsShown);

        // It was painted once, and is not again.
        JobStore.Skip(connection, picture.Job, picture.Index);
    }

    private static GalleryPicture Read(SqliteDataReader reader) => new(reader.Text("id"), reader.Text("job"), (int)reader.Whole("place"))
    {
        Seed = unchecked((ulong)reader.Whole("seed")),
        Width = (int)reader.Whole("width"),
        Height = (int)reader.Whole("height"),
        Created = reader.Moment("created"),
        File = reader.Text("file"),
        Sha256 = reader.Text("sha256"),
        Request = RequestJson.Read(reader.Text("request")),
        Fit = RequestJson.FitOf(reader.Text("request")),
        Model = reader.Text("model"),
        Owner = reader.Text("owner"),
        IsShown = reader.Whole("shown") != 0,
        IsFavourite = reader.Whole("favourite") != 0,
        Deleted = reader.MomentOrNone("deleted"),
    };
}
