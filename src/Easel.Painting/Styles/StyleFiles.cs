using System.Text;
using Easel.Diffusion;
using Easel.Painting.Jobs;
using Easel.Tensors.Memory;

namespace Easel.Painting.Styles;

/// <summary>Where a user's own styles lie, and how they are read.</summary>
internal static class StyleFiles
{
    private const int MaxBytes = 1 << 24;

    private static readonly string[] s_names = ["styles.csv", "styles.json"];

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The files that are there of themselves: <c>styles.csv</c> and <c>styles.json</c> in the working folder, then in the user's folder for settings.</summary>
    /// <param name="folder">the working folder</param>
    /// <param name="environment">the value of an environment variable, or null</param>
    public static IReadOnlyList<string> Usual(string folder, Func<string, string?> environment)
        => [.. new[] { folder, SettingsFolder.Find(environment) }.OfType<string>().Distinct().SelectMany(place => s_names.Select(name => Path.Combine(place, name))).Where(File.Exists)];

    /// <summary>Reads a file, by its name's end.</summary>
    /// <exception cref="GenerationException">It cannot be read, or is no list of styles.</exception>
    public static StyleList Read(string path)
    {
        string text = ReadText(path);
        StyleList list = Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase) ? StylesJson.Read(text, path) : StylesCsv.Read(text, path);
        return list with { Name = "own", Title = "Your own", Description = path };
    }

    private static string ReadText(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxBytes } file)
            {
                throw new GenerationException($"{path} has {file.Length} bytes; files of styles may have {MaxBytes}.");
            }

            ReadOnlySpan<byte> bytes = BoundedFile.ReadBytes(path, MaxBytes);
            return s_utf8.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new GenerationException($"{path} is not UTF-8: byte {error.Index} is {Convert.ToHexString(error.BytesUnknown ?? [])}. Save it as UTF-8 text.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new GenerationException($"Cannot read styles: {FileProblem.Describe(error, path)}", error);
        }
    }
}
