using System.Globalization;
using System.Security.Cryptography;
using Easel.Imaging;
using Easel.Painting.Jobs;
using Easel.Server.Api.Bodies;
using Easel.Server.Jobs;
using Easel.Server.Storage;

namespace Easel.Server.Api.Reading;

/// <summary>Pictures that clients sent, named by their SHA-256. Kept for a day; a job keeps what it begins with for itself.</summary>
/// <param name="folder">Where files go.</param>
/// <param name="time">The clock.</param>
internal sealed class UploadStore(DataFolder folder, TimeProvider time)
{
    /// <summary>Pixels of a picture that is sent.</summary>
    public const long MostPixels = 8192L * 8192;

    private const long MostBytes = 4L << 30;
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(1);

    // A decoded picture may take 250 MB.
    private readonly Lock _decoding = new();
    private readonly Lock _writing = new();

    private string Folder => Path.Combine(folder.Root, "uploads");

    /// <summary>Keeps a picture's file.</summary>
    /// <exception cref="JobRefusedException">It is no picture, or too large.</exception>
    public UploadJson Add(byte[] file)
    {
        Image image = Decode("", file);
        string id = Convert.ToHexStringLower(SHA256.HashData(file));
        string path = Path.Combine(Folder, id);
        lock (_writing)
        {
            Tidy();
            if (File.Exists(path))
            {
                File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
            }
            else
            {
                Directory.CreateDirectory(Folder);
                OutputFolder.Replace(path, file);
            }
        }

        return new UploadJson(id, image.Width, image.Height);
    }

    /// <summary>The picture that a field names, or holds.</summary>
    /// <exception cref="JobRefusedException">There is none.</exception>
    public Image Picture(string field, string? value) => Decode(field, Bytes(field, value));

    /// <summary>The file of a picture that a field names, or holds.</summary>
    /// <exception cref="JobRefusedException">There is none.</exception>
    public byte[] Bytes(string field, string? value)
        => string.IsNullOrWhiteSpace(value) ? throw new JobRefusedException(field, "is missing; send the id of an upload (POST /api/v1/uploads), or the picture in base64")
            : IsId(value) ? Find(field, value)
            : Base64Picture.Read(field, value);

    /// <summary>Decodes a picture, upright.</summary>
    /// <exception cref="JobRefusedException">It is none, or too large.</exception>
    public Image Decode(string field, ReadOnlySpan<byte> file)
    {
        try
        {
            (int width, int height) = PictureFile.Measure(file, "the picture");
            if ((long)width * height > MostPixels)
            {
                throw new JobRefusedException(field, string.Create(CultureInfo.InvariantCulture, $"the picture is {width} x {height}; up to {MostPixels} pixels can be sent"));
            }

            lock (_decoding)
            {
                return PictureFile.Decode(file, "the picture", PictureOrientation.Upright);
            }
        }
        catch (ImageException error)
        {
            throw new JobRefusedException(field, error.Message);
        }
    }

    private byte[] Find(string field, string id)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(Folder, id));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new JobRefusedException(field, $"there is no upload {id}; uploads are kept for a day, so send it again");
        }
    }

    private static bool IsId(string text) => text.Length == 2 * SHA256.HashSizeInBytes && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Deletes what is old, and the oldest where all are too much.</summary>
    private void Tidy()
    {
        if (!Directory.Exists(Folder))
        {
            return;
        }

        DateTime before = (time.GetUtcNow() - s_kept).UtcDateTime;
        long bytes = 0;
        foreach (FileInfo file in new DirectoryInfo(Folder).GetFiles().OrderByDescending(file => file.LastWriteTimeUtc))
        {
            bytes += file.Length;
            if (file.LastWriteTimeUtc < before || bytes > MostBytes)
            {
                try
                {
                    file.Delete();
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    // It stays until the next one is sent.
                }
            }
        }
    }
}
