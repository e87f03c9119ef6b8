using Easel.Diffusion.Safety;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Tensors.Backends.Cpu;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>The safety checker against diffusers' with the same weights, from the picture's file to the flag.</summary>
public sealed class SafetyParityTests
{
    public static TheoryData<string> Weights => ["safety_checker.safetensors", "pytorch_model.bin"];

    public static IEnumerable<int> Pictures => Enumerable.Range(0, 8);

    [Fact]
    public void Pictures_are_scaled_and_cut_to_the_very_bytes_of_Pillow()
    {
        SafeTensors recording = Recording();
        var preprocessing = ClipPreprocessing.Usual(224);

        foreach (int i in Pictures)
        {
            Image cropped = preprocessing.Crop(Picture(i));

            Assert.True(recording.Bytes($"image{i}.cropped_u8").AsSpan().SequenceEqual(cropped.Pixels.Span), $"image{i}: {Different(recording, i, cropped)} bytes differ");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void Colours_are_normalised_as_recorded(int i)
    {
        SafeTensors recording = Recording();
        using SafetyChecker checker = Open("safety_checker.safetensors");

        float[] pixels = checker.Preprocessing.Normalize(checker.Preprocessing.Crop(Picture(i)));

        int[] shape = recording.Shape($"pixel_values.image{i}");
        Compare.Absolute(Compare.ChannelsLast(recording.Floats($"pixel_values.image{i}"), [1, .. shape]), pixels, Tolerances.ClipColours, $"image{i}");
    }

    [Theory, MemberData(nameof(Weights))]
    public void Embeddings_and_cosines_are_as_recorded(string file)
    {
        SafeTensors recording = Recording();
        using SafetyChecker checker = SafetyChecker.Open(Goldens.Path("safety", file), () => new CpuDevice(threads: 2));

        foreach (int i in Pictures)
        {
            (float[] pooled, float[] embedding) = checker.Encode(checker.Preprocessing.Normalize(checker.Preprocessing.Crop(Picture(i))));
            (float[] special, float[] concepts) = checker.Concepts.CosinesOf(embedding);

            Compare.Absolute(Row(recording, "pooled", i), pooled, Tolerances.Network, $"image{i}, class token");
            Compare.Absolute(Row(recording, "image_embeds", i), embedding, Tolerances.SafetyEmbedding, $"image{i}, embedding");
            Compare.Absolute(Row(recording, "cos_dist", i), concepts, Tolerances.SafetyEmbedding, $"image{i}, cosines");
            Compare.Absolute(Row(recording, "special_cos_dist", i), special, Tolerances.SafetyEmbedding, $"image{i}, cosines of special care");
        }
    }

    [Fact]
    public void Weights_in_half_precision_move_cosines_by_less_than_scores_tell()
    {
        SafeTensors recording = Recording();
        using SafetyChecker checker = Open("safety_checker.safetensors");

        foreach (int i in Pictures)
        {
            (_, float[] embedding) = checker.Encode(checker.Preprocessing.Normalize(checker.Preprocessing.Crop(Picture(i))));
            (float[] special, float[] concepts) = checker.Concepts.CosinesOf(embedding);

            Compare.Absolute(Row(recording, "cos_dist", i), concepts, Tolerances.SafetyHalfWeights, $"image{i}, cosines");
            Compare.Absolute(Row(recording, "special_cos_dist", i), special, Tolerances.SafetyHalfWeights, $"image{i}, cosines of special care");
        }
    }

    [Theory, MemberData(nameof(Weights))]
    public void Scores_are_as_recorded_and_flags_are_the_same(string file)
    {
        SafeTensors recording = Recording();
        using SafetyChecker checker = Open(file);

        foreach (int i in Pictures)
        {
            SafetyVerdict verdict = checker.Check(Picture(i));

            Assert.All(verdict.Scores.Zip(Doubles(recording, "scores", i)), pair => Assert.Equal(pair.Second, pair.First, Tolerances.SafetyScore));
            Assert.All(verdict.SpecialScores.Zip(Doubles(recording, "special_scores", i)), pair => Assert.Equal(pair.Second, pair.First, Tolerances.SafetyScore));
            Assert.Equal(recording.Bytes("flags")[i] != 0, verdict.IsFlagged);
        }
    }

    [Fact]
    public void A_verdict_has_the_same_bits_on_any_number_of_threads_and_from_a_folder()
    {
        using SafetyChecker alone = SafetyChecker.Open(Goldens.Path("safety"), threads: 1);
        using SafetyChecker many = Open("pytorch_model.bin", threads: 3);

        Assert.Equal(alone.Check(Picture(6)).Embedding, many.Check(Picture(6)).Embedding);
    }

    [Fact]
    public void A_layer_that_overflows_with_weights_in_half_precision_is_computed_again_with_those_of_the_file()
    {
        const string Layer = "vision_model.vision_model.encoder.layers.0.mlp";
        using TestFolder folder = new();
        string planted = folder.PathOf("model.safetensors");
        File.Copy(Goldens.Path("safety", "config.json"), folder.PathOf("config.json"));
        PlantedOverflow.WriteSafetensors(planted, Goldens.Path("safety", "safety_checker.safetensors"), PlantedOverflow.Between($"{Layer}.fc1", $"{Layer}.fc2"));
        using SafetyChecker exact = SafetyChecker.Open(planted, () => new CpuDevice(threads: 2));
        using SafetyChecker halved = SafetyChecker.Open(planted, threads: 2);

        SafetyVerdict wanted = exact.Check(Picture(0));
        SafetyVerdict redone = halved.Check(Picture(0));

        Assert.Equal([$"{Layer}.fc2"], redone.Float32Layers);
        Assert.Empty(wanted.Float32Layers);
        Compare.Absolute([.. wanted.Embedding], [.. redone.Embedding], Tolerances.SafetyHalfWeights, "the embedding");
    }

    private static SafetyChecker Open(string file, int threads = 2) => SafetyChecker.Open(Goldens.Path("safety", file), threads);

    private static SafeTensors Recording() => Goldens.Open("safety", "expected.safetensors");

    private static Image Picture(int i) => PngFile.Load(Goldens.Path("safety", $"image{i}.png")).Image;

    private static float[] Row(SafeTensors recording, string name, int row)
    {
        int width = recording.Shape(name)[1];
        return recording.Floats(name)[(row * width)..((row + 1) * width)];
    }

    private static double[] Doubles(SafeTensors recording, string name, int row)
    {
        int width = recording.Shape(name)[1];
        return recording.Doubles(name)[(row * width)..((row + 1) * width)];
    }

    private static int Different(SafeTensors recording, int i, Image cropped)
        => recording.Bytes($"image{i}.cropped_u8").Zip(cropped.Pixels.ToArray()).Count(pair => pair.First != pair.Second);
}
