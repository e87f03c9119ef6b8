using System.Text;
using Easel.Diffusion.Pipelines;

namespace Easel.Diffusion.Runs;

/// <summary>The part of <see cref="PositionFormat"/> that tells which layers were computed again.</summary>
internal static class RedoneFormat
{
    // An entry has four numbers, a name one.
    private const int LeastEntryBytes = 4 * sizeof(int);
    private const int LeastNameBytes = sizeof(int);

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes which layers were computed again, each with its picture.</summary>
    public static void Write(BinaryWriter writer, IReadOnlyList<(int Picture, RedoneLayers Redone)> all)
    {
        writer.Write(all.Count);
        foreach ((int picture, RedoneLayers redone) in all)
        {
            foreach (int number in (ReadOnlySpan<int>)[picture, (int)redone.Stage, redone.Step, redone.Layers.Count])
            {
                writer.Write(number);
            }

            foreach (string layer in redone.Layers)
            {
                byte[] name = s_utf8.GetBytes(layer);
                writer.Write(name.Length);
                writer.Write(name);
            }
        }
    }

    /// <summary>Reads which layers were computed again.</summary>
    /// <param name="reader">Standing there.</param>
    /// <param name="pictures">How many pictures are painted at once.</param>
    /// <exception cref="FormatException">It cannot be.</exception>
    public static IReadOnlyList<(int Picture, RedoneLayers Redone)> Read(ref PositionReader reader, int pictures)
    {
        int count = Count(ref reader, LeastEntryBytes);
        List<(int, RedoneLayers)> all = new(count);
        for (int i = 0; i < count; i++)
        {
            (int picture, int stage, int step) = (reader.Number(), reader.Number(), reader.Number());
            if (picture < 0 || picture >= pictures || !Enum.IsDefined((RunStage)stage) || step < 0)
            {
                throw new FormatException($"The position tells of layers at no place of a run: picture {picture} of {pictures}, stage {stage}, step {step}.");
            }

            string[] layers = new string[Count(ref reader, LeastNameBytes)];
            for (int layer = 0; layer < layers.Length; layer++)
            {
                layers[layer] = Name(reader.Bytes(Count(ref reader, leastBytes: 1)));
            }

            all.Add((picture, new RedoneLayers((RunStage)stage, step, layers)));
        }

        return all;
    }

    /// <summary>A number of things that there is room for.</summary>
    private static int Count(ref PositionReader reader, int leastBytes)
    {
        int count = reader.Number();
        return count >= 0 && (long)count * leastBytes <= reader.Left ? count : throw new FormatException($"The position tells of {count} things in the {reader.Left} bytes that are left.");
    }

    private static string Name(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return s_utf8.GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new FormatException("The position names a layer in bytes that are no text.", error);
        }
    }
}
