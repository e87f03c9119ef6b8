using System.Text;
using Easel.Diffusion;
using Easel.Tensors.Memory;

namespace Easel.Painting.Jobs;

/// <summary>Which prompts are painted together.</summary>
internal static class PromptBatches
{
    private const int MaxFileBytes = 1 << 26;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>One batch: the prompt again and again.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Repeat(string prompt, int count) => [[.. Enumerable.Repeat(prompt, count)]];

    /// <summary>A file's lines, so many to a batch; the last batch has what is left.</summary>
    /// <exception cref="GenerationException">There are no lines, or they cannot be read.</exception>
    public static IReadOnlyList<IReadOnlyList<string>> FromFile(string path, int size)
    {
        List<string> lines = SplitLines(ReadText(path));
        return lines.Count > 0
            ? [.. lines.Chunk(size)]
            : throw new GenerationException($"{path} is empty: it needs a prompt on each line.");
    }

    private static string ReadText(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxFileBytes } large)
            {
                throw new GenerationException($"{path} has {large.Length} bytes; files of prompts may have {MaxFileBytes}.");
            }

            // A pipe may be meant: --from-file <(program). A device has no length to look at first, and no end.
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            ReadOnlySpan<byte> bytes = BoundedFile.ReadBytes(file, MaxFileBytes);
            return s_utf8.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new GenerationException($"{path} is not UTF-8: byte {error.Index} is {Convert.ToHexString(error.BytesUnknown ?? [])}. Save it as UTF-8 text.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new GenerationException($"Cannot read prompts: {FileProblem.Describe(error, path)}", error);
        }
    }

    /// <summary>Lines as Python's <c>splitlines</c> ends them; text without a line's end behind it is a line too.</summary>
    private static List<string> SplitLines(string text)
    {
        List<string> lines = [];
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is '\n' or '\r' or '\v' or '\f' or (>= '\x1c' and <= '\x1e') or '\x85' or '\u2028' or '\u2029')
            {
                lines.Add(text[start..i]);
                i += text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n' ? 1 : 0;
                start = i + 1;
            }
        }

        if (start < text.Length)
        {
            lines.Add(text[start..]);
        }

        return lines;
    }
}
