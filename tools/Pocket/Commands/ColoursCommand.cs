using System.CommandLine;
using System.Globalization;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Pocket.Captions;
using Easel.Pocket.Previews;
using Easel.Pocket.Scenes;

namespace Easel.Pocket.Commands;

/// <summary><c>pocket colours</c>: what the colours of a preview are made of, for the model's <c>config.yaml</c>.</summary>
internal static class ColoursCommand
{
    private const int BatchSize = 5;
    private const ulong PromptSeed = 2027;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string> folder = new("--model") { Description = "The folder of the model.", DefaultValueFactory = _ => PocketModel.Folder };
        Option<int> count = new("--prompts") { Description = "Pictures to fit to; a fifth as many are painted for the test.", DefaultValueFactory = _ => 50 };
        count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < BatchSize)
            {
                result.AddError($"--prompts: found {result.GetValueOrDefault<int>()}, wanted {BatchSize} or more.");
            }
        });
        Command command = new("colours", "Fits colours of previews to the model's own pictures by least squares, and prints them for config.yaml.") { folder, count };
        command.SetAction(result =>
        {
            string place = result.GetRequiredValue(folder);
            PocketModel model = PocketModel.In(place) ?? throw new IOException($"{place}: no pocket.safetensors there. Name the model's folder with --model.");
            using Pipeline pipeline = Pipeline.Open(model.Options);
            ColourFit fit = new();
            ColourFit test = new();
            int pictures = result.GetValue(count);
            Paint(pipeline, model, 0, pictures, fit);
            Paint(pipeline, model, pictures, Math.Max(BatchSize, pictures / 5), test);

            double[] factors = [.. fit.Solve().Select(factor => Math.Round(factor, 3))];
            Console.WriteLine($"  latent_colours: [{string.Join(", ", factors.Select(factor => factor.ToString(CultureInfo.InvariantCulture)))}]");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"root mean square error, of colours from -1 to 1: {fit.ErrorOf(factors):F3}, of other pictures {test.ErrorOf(factors):F3}; they vary by {test.Deviation:F3}"));
        });
        return command;
    }

    private static void Paint(Pipeline pipeline, PocketModel model, int first, int count, ColourFit fit)
    {
        IEnumerable<string> prompts = Enumerable.Range(first, count).Select(i => CaptionGrammar.Plainly(SceneSampler.Next(Dice.For(PromptSeed, i), heldOut: false)));
        ImageRequest request = model.RequestFor(string.Empty) with { Batches = [.. prompts.Chunk(BatchSize)], Iterations = 1 };
        SavedTensor? latents = null;
        foreach (RunUpdate update in pipeline.Run(request, new RunOptions { TellsPositions = true }))
        {
            if (update is StepUpdate { Position: RunPosition position })
            {
                latents = position.State.Latent;
            }
            else if (update is ImageUpdate picture)
            {
                fit.Add(latents!, picture);
            }
        }
    }
}
