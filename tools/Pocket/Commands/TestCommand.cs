using System.CommandLine;
using System.Globalization;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;
using Easel.Pocket.Judging;

namespace Easel.Pocket.Commands;

/// <summary><c>pocket test</c>: how often the model paints what held-out prompts say.</summary>
internal static class TestCommand
{
    private const int BatchSize = 5;
    private const int SheetColumns = 10;
    private const int SheetRows = 12;
    private const ulong PromptSeed = 2026;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string> folder = new("--model") { Description = "The folder of the model.", DefaultValueFactory = _ => PocketModel.Folder };
        Option<string> judge = new("--judge") { Description = "The classifier's weights.", DefaultValueFactory = _ => Judge.File };
        Option<string> sheet = new("--out") { Description = "The PNG with the first pictures, '-scale-N' behind its name; their prompts and verdicts go beside it.", DefaultValueFactory = _ => "pocket-test.png" };
        Option<int> count = new("--prompts") { Description = "How many, from 1 on.", DefaultValueFactory = _ => 500 };
        Option<int?> steps = new("--ddim_steps") { Description = "Steps per picture; without it the model's own." };
        Option<double[]> scales = new("--scale") { Description = "Guidance scales to compare.", DefaultValueFactory = _ => [7.5, 1], AllowMultipleArgumentsPerToken = true };
        count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"--prompts: found {result.GetValueOrDefault<int>()}, wanted 1 or more.");
            }
        });
        Command command = new("test", "Paints held-out prompts and counts what is right.") { folder, judge, sheet, count, steps, scales };
        command.SetAction(result =>
        {
            string place = result.GetRequiredValue(folder);
            PocketModel model = PocketModel.In(place) ?? throw new IOException($"{place}: no pocket.safetensors there. Name the model's folder with --model; tools/pocket-training/train.sh makes one.");
            double[] compared = [.. result.GetRequiredValue(scales).Distinct()];
            foreach (string name in compared.SelectMany(scale => new[] { SheetName(result.GetRequiredValue(sheet), scale, ".png"), SheetName(result.GetRequiredValue(sheet), scale, ".txt") }))
            {
                OutputFile.Check(name);
            }

            (string Prompt, Verdict Asked)[] prompts = [.. HeldOutPrompts.Take(result.GetValue(count), PromptSeed)];
            using Judge classifier = new(result.GetRequiredValue(judge));
            using Pipeline pipeline = Pipeline.Open(model.Options);
            Console.WriteLine($"{"scale",-8}{string.Concat(Score.Questions.Select(question => $"{question,-12}"))}all right");
            foreach (double scale in compared)
            {
                ImageRequest request = model.RequestFor(string.Empty) with
                {
                    Batches = [.. prompts.Select(prompt => prompt.Prompt).Chunk(BatchSize)],
                    Iterations = 1,
                    Steps = result.GetValue(steps) ?? model.Defaults.Steps,
                    GuidanceScale = scale,
                    Width = JudgeNetwork.Side,
                    Height = JudgeNetwork.Side,
                };
                Run(pipeline, request, prompts, classifier, result.GetRequiredValue(sheet), scale);
            }
        });
        return command;
    }

    private static string SheetName(string file, double scale, string ending)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(file)}-scale-{scale}{ending}");
        return Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, name);
    }

    private static void Run(Pipeline pipeline, ImageRequest request, (string Prompt, Verdict Asked)[] prompts, Judge judge, string sheet, double scale)
    {
        Score score = new();
        int allRight = 0;
        List<Image> pictures = [];
        List<string> lines = [];
        foreach (ImageUpdate update in pipeline.Run(request).OfType<ImageUpdate>())
        {
            (string prompt, Verdict asked) = prompts[(update.Batch * BatchSize) + update.Index];
            Image picture = Image.FromUnit(update.Unit, update.Width, update.Height);
            Verdict seen = judge.Look(picture);
            bool isRight = score.Add(asked, seen);
            allRight += isRight ? 1 : 0;
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{lines.Count / SheetColumns},{lines.Count % SheetColumns} {(isRight ? "right" : "WRONG")} {prompt} | asked {asked} | seen {seen}"));
            if (pictures.Count < SheetColumns * SheetRows)
            {
                pictures.Add(picture);
            }
        }

        ImageGrid.Compose(pictures, SheetColumns).Save(SheetName(sheet, scale, ".png"));
        OutputFile.WriteLines(SheetName(sheet, scale, ".txt"), lines);
        string rates = string.Concat(Score.Questions.Select(question => $"{score[question].ToString("P1", CultureInfo.InvariantCulture),-12}"));
        Console.WriteLine($"{scale.ToString(CultureInfo.InvariantCulture),-8}{rates}{(allRight / (double)lines.Count).ToString("P1", CultureInfo.InvariantCulture)}");
    }
}
