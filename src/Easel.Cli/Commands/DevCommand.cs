using Easel.Checkpoints;
using Easel.Models;
using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Tensors;

namespace Easel.Cli.Commands;

/// <summary><c>easel dev random-checkpoint FILE</c>: a checkpoint of Stable Diffusion v1's exact names and shapes with random weights, to measure with.</summary>
internal static class DevCommand
{
    private const string Usage = """
        usage: easel dev random-checkpoint [--seed N] FILE

        Write a checkpoint with the names and shapes of sd-v1-4.ckpt (4.27 GB, the zip form of torch.save) and random weights. It paints noise, at full cost.
        """;

    /// <summary>Runs the command.</summary>
    /// <returns>0; 1 if the file cannot be written; 2 if the arguments are wrong.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        (string? file, uint seed) = arguments switch
        {
            ["random-checkpoint", string path] => (path, 1u),
            ["random-checkpoint", "--seed", string number, string path] when uint.TryParse(number, out uint parsed) => (path, parsed),
            _ => (null, 0u),
        };
        if (file is null || file.StartsWith('-'))
        {
            error.WriteLine(Usage);
            return ExitCode.Usage;
        }

        if (Path.Exists(file))
        {
            error.WriteLine($"easel dev: error: {file} exists already, and is not overwritten.");
            return ExitCode.Failure;
        }

        string part = file + ".part";
        try
        {
            Write(part, seed);
            File.Move(part, file);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            File.Delete(part);
            error.WriteLine($"easel dev: error: {FileProblem.Describe(problem, file)}");
            return ExitCode.Failure;
        }

        output.WriteLine(file);
        return ExitCode.Success;
    }

    private static void Write(string path, uint seed)
    {
        using FileStream stream = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 20);
        TorchZipWriter writer = new(stream);
        uint state = (seed * 2654435761u) | 1;
        foreach ((string name, Shape shape) in ModelTensors.Of(ModelCatalog.StableDiffusion1))
        {
            // Norms begin as they do in training; products keep the size of what goes through them.
            bool isNorm = shape.Rank == 1 && name.EndsWith(".weight", StringComparison.Ordinal);
            float bound = shape.Rank == 1 ? 0.01f : MathF.Sqrt(3f / (shape.Count / shape[0]));
            writer.Add(name, shape, (_, values) => Fill(values, ref state, isNorm ? 1 : 0, isNorm ? 0 : bound));
        }

        writer.Complete();
    }

    /// <summary>Even numbers between centre - bound and centre + bound. Marsaglia 2003, "Xorshift RNGs".</summary>
    private static void Fill(Span<float> values, ref uint state, float centre, float bound)
    {
        float scale = bound / int.MaxValue;
        for (int i = 0; i < values.Length; i++)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            values[i] = centre + ((int)state * scale);
        }
    }
}
