using System.Security.Cryptography;
using Easel.Diffusion;
using Easel.Painting.Journals;

namespace Easel.Painting.Jobs;

/// <summary>
/// Writes each picture's file exactly once, however often the run is interrupted: the journal says before what is going to be written, and afterwards that it is. What was
/// said before and not afterwards is looked for: it is there, with these very bytes, or it is written again under the same name.
/// </summary>
/// <param name="output">Where files go.</param>
/// <param name="encoder">Makes their bytes.</param>
/// <param name="journal">Where they are noted down; nowhere if none is kept.</param>
/// <param name="grid">The grid, if one is wanted.</param>
internal sealed class PictureFiles(PictureOutput output, PictureEncoder encoder, RunJournal? journal, PictureGrid? grid)
{
    /// <summary>Takes up what an interrupted run left: the file that it was writing, and the pictures that it kept for the grid.</summary>
    public void Settle()
    {
        if (journal!.Kept.Pending is PictureEntry { Name: string name } pending && HashOf(output.PathOf(name)) == pending.Sha256)
        {
            journal.Finish(pending);
        }

        if (grid is not null)
        {
            foreach (PictureEntry entry in journal.Kept.Done.Values)
            {
                if (entry.Kept is string kept && journal.Recall(kept) is Imaging.Image picture)
                {
                    grid.Add(entry.Key, picture);
                }
            }
        }
    }

    /// <summary>Whether nothing is left to be done about a picture that is noted down as finished.</summary>
    public bool IsFinished(PictureEntry entry) => grid is null || grid.Holds(entry.Key);

    /// <summary>Writes a picture, unless it is not wanted or there already.</summary>
    /// <returns>the file, as reports name it, if there is one</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async Task<string?> SaveAsync(FinishedPicture picture)
    {
        var key = PictureKey.Of(picture.RequestNumber, picture.Update);
        grid?.Add(key, picture.Image);
        PictureEntry entry = new(key, Name: null) { Kept = grid is null ? null : journal?.Keep(picture.Image) };
        if (journal?.Kept.Done.GetValueOrDefault(key) is PictureEntry done)
        {
            // Painted again only because the grid lacked it.
            journal.Finish(done with { Kept = entry.Kept });
            return done.Name is null ? null : output.PathOf(done.Name);
        }

        if (!output.SavesPictures)
        {
            journal?.Finish(entry);
            return null;
        }

        return Write(entry, () => (output.Next.Picture, output.NameOf(picture)), await encoder.EncodeAsync(picture).ConfigureAwait(false));
    }

    /// <summary>Writes the grid, if one is wanted and it is not there already.</summary>
    /// <param name="request">What painted its pictures.</param>
    /// <returns>the file, as reports name it, if there is one</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async Task<string?> CompleteAsync(ImageRequest request)
    {
        if (grid is null || grid.IsEmpty || IsComplete)
        {
            return null;
        }

        byte[] png = await encoder.EncodeGridAsync(grid.Compose(), request, grid.First).ConfigureAwait(false);
        return Write(new PictureEntry(PictureKey.Grid, Name: null), () => (output.Next.Grid, output.NameGrid()), png);
    }

    /// <summary>Whether the grid is written already, or none is wanted.</summary>
    public bool IsComplete => grid is null || journal?.Kept.Done.ContainsKey(PictureKey.Grid) == true;

    private string Write(PictureEntry entry, Func<(int Number, string Name)> next, byte[] png)
    {
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(png));
        while (true)
        {
            (int number, string name) = next();
            string path = output.PathOf(name);
            PictureEntry named = entry with { Name = name, Number = number, Sha256 = sha256 };
            if (journal?.IsResumed == true)
            {
                output.Clear(name);
            }

            journal?.Intend(named);

            // Where a run goes on, what has the name and these very bytes is the picture itself: its process died before it could note that down.
            if (output.TryWrite(name, png) || (journal?.IsResumed == true && HashOf(path) == sha256))
            {
                journal?.Finish(named);
                return path;
            }

            if (!output.HasOtherNames)
            {
                throw new IOException($"{path} has appeared meanwhile and is not overwritten.");
            }
        }
    }

    private static string? HashOf(string path)
    {
        try
        {
            return File.Exists(path) ? FileHash.Of(path) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
