using System.Buffers.Binary;
using System.Text.Json;
using Easel.Imaging;
using Easel.Models.Tokenizers;
using Easel.Pocket.Captions;
using Easel.Pocket.Rendering;
using Easel.Pocket.Scenes;

namespace Easel.Pocket.Datasets;

/// <summary>Renders pictures with captions and tokens into a folder that a training reads.</summary>
/// <remarks>
/// For each size: <c>pictures-WxH.u8</c>, RGB bytes [count, height, width, 3]; <c>tokens-WxH.u16</c>, little-endian [count, captions, 77];
/// <c>scenes-WxH.jsonl</c>, a <see cref="SceneLabels"/> per line. <c>dataset.json</c> tells what is there.
/// </remarks>
internal sealed class DatasetWriter(string folder, Vocabulary vocabulary, ulong seed, bool heldOut)
{
    private const int CaptionsPerPicture = 4;

    /// <summary>Pictures rendered at a time, by all processors together.</summary>
    private const int Batch = 512;

    private readonly ClipTokenizer _tokenizer = new(vocabulary);

    /// <summary>Writes everything; <c>dataset.json</c> comes last, so a folder that has one is whole.</summary>
    /// <param name="sizes">How many pictures of which size.</param>
    /// <exception cref="IOException">The folder has a data set already, or cannot be written.</exception>
    public void Write(IReadOnlyList<PictureSet> sizes)
    {
        Directory.CreateDirectory(folder);
        string about = Path.Combine(folder, "dataset.json");
        if (Path.Exists(about))
        {
            throw new IOException($"{folder} has a data set already, which is not overwritten: name another folder with --out, or delete it.");
        }

        int first = 0;
        foreach (PictureSet set in sizes)
        {
            Write(set, first);
            first += set.Count;
        }

        DatasetContents contents = new(vocabulary.Count, vocabulary.StartId, vocabulary.EndId, ClipTokenizer.Length, CaptionsPerPicture, seed, [.. sizes]);
        NewFile.Write(about, [.. JsonSerializer.SerializeToUtf8Bytes(contents, DatasetJson.Default.DatasetContents), (byte)'\n']);
    }

    private void Write(PictureSet set, int first)
    {
        int bytes = set.Width * set.Height * 3;
        using FileStream pictures = File.Create(Path.Combine(folder, $"pictures-{set.Name}.u8"));
        using FileStream tokens = File.Create(Path.Combine(folder, $"tokens-{set.Name}.u16"));
        using StreamWriter scenes = new(Path.Combine(folder, $"scenes-{set.Name}.jsonl"));
        byte[] rendered = new byte[Batch * bytes];
        SceneLabels[] labels = new SceneLabels[Batch];
        for (int start = 0; start < set.Count; start += Batch)
        {
            int count = Math.Min(Batch, set.Count - start);
            Parallel.For(0, count, i =>
            {
                Dice dice = Dice.For(seed, first + start + i);
                Scene scene = SceneSampler.Next(dice, heldOut);
                string[] captions = [.. Enumerable.Range(0, CaptionsPerPicture).Select(_ => CaptionGrammar.Describe(scene, dice))];
                labels[i] = SceneLabels.Of(scene, captions);
                Renderer.Render(scene, set.Width, set.Height, dice, rendered.AsSpan(i * bytes, bytes));
            });

            pictures.Write(rendered, 0, count * bytes);
            foreach (SceneLabels label in labels.AsSpan(0, count))
            {
                scenes.WriteLine(JsonSerializer.Serialize(label, DatasetJson.Default.SceneLabels));
                foreach (string caption in label.Captions)
                {
                    tokens.Write(Encode(caption));
                }
            }
        }
    }

    private byte[] Encode(string caption)
    {
        byte[] bytes = new byte[2 * ClipTokenizer.Length];
        int position = 0;
        foreach (int id in _tokenizer.Encode(caption).Ids)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(position), (ushort)id);
            position += 2;
        }

        return bytes;
    }
}
