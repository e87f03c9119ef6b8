using Easel.Checkpoints;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Diffusion.Safety;

/// <summary>
/// What pictures are compared with: embeddings of concepts that nobody has published by name, and how near is too near. The published checker has 17,
/// and 3 of special care. After diffusers' <c>safety_checker.py</c>.
/// </summary>
internal sealed class SafetyConcepts
{
    /// <summary>What is added to all scores behind one of special care that is above 0.</summary>
    public const double Adjustment = 0.01;

    // torch.nn.functional.normalize's guard against a division by 0
    private const double LeastLength = 1e-12;

    private readonly float[][] _special;
    private readonly float[] _specialThresholds;
    private readonly float[][] _concepts;
    private readonly float[] _thresholds;

    /// <param name="special">Embeddings of the concepts of special care.</param>
    /// <param name="specialThresholds">A cosine for each.</param>
    /// <param name="concepts">Embeddings of the concepts.</param>
    /// <param name="thresholds">A cosine for each.</param>
    public SafetyConcepts(float[][] special, float[] specialThresholds, float[][] concepts, float[] thresholds)
    {
        _special = special;
        _specialThresholds = specialThresholds;
        _concepts = concepts;
        _thresholds = thresholds;
    }

    /// <summary>Takes the four tensors of a safety checker's file.</summary>
    /// <param name="root">The file's tree.</param>
    /// <param name="projection">The width of an embedding.</param>
    /// <exception cref="CheckpointException">One is missing or misshapen.</exception>
    /// <exception cref="NonFiniteWeightException">A value is infinite or not a number.</exception>
    public static SafetyConcepts Take(Weights root, int projection)
    {
        (float[][] special, float[] specialThresholds) = Take(root, "special_care_embeds", projection);
        (float[][] concepts, float[] thresholds) = Take(root, "concept_embeds", projection);
        return new SafetyConcepts(special, specialThresholds, concepts, thresholds);
    }

    /// <summary>Compares a picture with all concepts.</summary>
    /// <param name="embedding">The picture's.</param>
    /// <exception cref="GenerationException">The embedding is not finite.</exception>
    public SafetyVerdict Judge(float[] embedding)
    {
        if (!embedding.All(float.IsFinite))
        {
            throw new GenerationException("The safety checker's result holds infinity or NaN, so it says nothing about the picture. Its file may be damaged: get it again, or paint with --no-safety-checker.");
        }

        return Judge(embedding, Cosines(embedding, _special), Cosines(embedding, _concepts));
    }

    /// <summary>Cosines of an embedding with others, rounded to float32 as the original has them.</summary>
    internal static float[] Cosines(float[] embedding, float[][] others)
    {
        double length = Math.Max(Math.Sqrt(Product(embedding, embedding)), LeastLength);
        return [.. others.Select(other => (float)(Product(embedding, other) / (length * Math.Max(Math.Sqrt(Product(other, other)), LeastLength))))];
    }

    /// <summary>Cosines with the concepts of special care, and with the others.</summary>
    internal (float[] Special, float[] Concepts) CosinesOf(float[] embedding) => (Cosines(embedding, _special), Cosines(embedding, _concepts));

    /// <summary>Scores of cosines: special care first, since that can raise what follows.</summary>
    internal SafetyVerdict Judge(float[] embedding, float[] specialCosines, float[] cosines)
    {
        double adjustment = 0;
        double[] special = new double[specialCosines.Length];
        for (int i = 0; i < special.Length; i++)
        {
            special[i] = Score(specialCosines[i], _specialThresholds[i], adjustment);
            if (special[i] > 0)
            {
                adjustment = Adjustment;
            }
        }

        return new SafetyVerdict
        {
            SpecialScores = special,
            Scores = [.. cosines.Select((cosine, i) => Score(cosine, _thresholds[i], adjustment))],
            Embedding = embedding,
        };
    }

    /// <summary>In whole thousandths, halves to even, as NumPy rounds: 0.0005 is no more than 0.</summary>
    internal static double Score(float cosine, float threshold, double adjustment) => Math.Round((cosine - (double)threshold + adjustment) * 1000) / 1000;

    private static double Product(float[] a, float[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }

    private static (float[][] Embeddings, float[] Thresholds) Take(Weights root, string name, int projection)
    {
        int count = root.ShapeOf(name) is Shape { Rank: 2 } shape ? shape[0] : 0;
        if (count == 0)
        {
            throw new CheckpointException($"{root.File}: tensor '{name}' is {root.ShapeOf(name)?.ToString() ?? "missing"}, but [concepts, {projection}] is wanted.");
        }

        float[] rows = Finite(root.Take(name, [count, projection]));
        float[] thresholds = Finite(root.Take($"{name}_weights", [count]));
        return ([.. rows.Chunk(projection)], thresholds);
    }

    private static float[] Finite(HostTensor tensor)
    {
        float[] values = tensor.ToArray();
        int odd = Array.FindIndex(values, value => !float.IsFinite(value));
        return odd < 0 ? values : throw new NonFiniteWeightException($"tensor '{tensor.Name}' holds NaN or infinity at element {odd}");
    }
}
