using System.Globalization;
using System.Security.Cryptography;
using Easel.Imaging;
using Easel.Painting.Jobs;
using Easel.Server.Api.Bodies;
using Easel.Server.Foreign;
using Easel.Server.Jobs;
using Easel.Server.Storage;

namespace Easel.Server.Api.Reading;

/// <summary>Pictures that clients sent, named by their SHA-256. Kept for a day, unless there are too many; a job keeps what it begins with for itself.</summary>
/// <param name="folder">Where files go.</param>
/// <param name="time">The clock.</param>
internal sealed class UploadStore(DataFolder folder, TimeProvider time)
{
    /// <summary>Pixels of a picture that is sent.</summary>
    public const long MostPixels = 8192L * 8192;

    private const long MostBytes = 4L << 30;

    /// <summary>Files that are kept.</summary>
    public const int MostFiles = 10_000;

    private static readonly TimeSpan s_kept = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_round = TimeSpan.FromHours(1);

    // A decoded picture may take 250 MB.
    private readonly Lock _decoding = new();
    private readonly Lock _writing = new();

    // What is there, so that not each upload has to look at all.
    private int _files;
    private long _bytes;
    private DateTimeOffset _lookAt = DateTimeOffset.MinValue;

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
            if (File.Exists(path))
            {
                File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
            }
            else
            {
                MakeRoom(file.Length);
                Directory.CreateDirectory(Folder);
                OutputFolder.Replace(path, file);
                File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
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
            : Base64Text.Read(value, out byte[] bytes) switch
            {
                Base64Fault.None when bytes.Length > 0 => bytes,
                Base64Fault.None => throw new JobRefusedException(field, "it is empty"),
                Base64Fault.Address => throw new JobRefusedException(field, "addresses are not followed; send the id of an upload (POST /api/v1/uploads), or the picture in base64"),
                Base64Fault.PlainData => throw new JobRefusedException(field, "a data address is wanted in base64: data:image/png;base64,..."),
                _ => throw new JobRefusedException(field, "it is neither the id of an upload (64 hexadecimal digits) nor base64"),
            };

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

    /// <summary>Makes room for one more: deletes what is old, and the oldest where there are too many or too large ones; a tenth more than is needed, so that it is not looked at all for each.</summary>
    private void MakeRoom(long more)
    {
        DateTimeOffset now = time.GetUtcNow();
        bool isFull = _files >= MostFiles || _bytes + more > MostBytes;
        if (isFull || now >= _lookAt)
        {
            Tidy((now - s_kept).UtcDateTime, isFull ? MostFiles / 10 * 9 : MostFiles - 1, isFull ? MostBytes / 10 * 9 : MostBytes - more);
            _lookAt = now + s_round;
        }

        _files++;
        _bytes += more;
    }

    private void Tidy(DateTime before, int mostFiles, long mostBytes)
    {
        (_files, _bytes) = (0, 0);
        if (!Directory.Exists(Folder))
        {
            return;
        }

        foreach (FileInfo file in new DirectoryInfo(Folder).GetFiles().OrderByDescending(file => file.LastWriteTimeUtc))
        {
            if (file.LastWriteTimeUtc >= before && _files < mostFiles && _bytes + file.Length <= mostBytes)
            {
                _files++;
                _bytes += file.Length;
                continue;
            }

            try
            {
                file.Delete();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It stays until the next look.
            }
        }
    }
}
