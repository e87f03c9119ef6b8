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
        Option<string> checkpoint = new("--ckpt") { Description = "The model.", DefaultValueFactory = _ => "models/pocket/pocket.safetensors" };
        Option<string> config = new("--config") { Description = "Its sizes.", DefaultValueFactory = _ => "models/pocket/config.yaml" };
        Option<string> judge = new("--judge") { Description = "The classifier's weights.", DefaultValueFactory = _ => "tools/Pocket/judge.safetensors" };
        Option<string> sheet = new("--out") { Description = "The PNG with the first pictures; their prompts and verdicts go beside it.", DefaultValueFactory = _ => "pocket-test.png" };
        Option<int> count = new("--prompts") { Description = "How many.", DefaultValueFactory = _ => 500 };
        Option<int> steps = new("--ddim_steps") { Description = "Steps per picture.", DefaultValueFactory = _ => 25 };
        Option<double[]> scales = new("--scale") { Description = "Guidance scales to compare.", DefaultValueFactory = _ => [7.5, 1], AllowMultipleArgumentsPerToken = true };
        Command command = new("test", "Paints held-out prompts and counts what is right.") { checkpoint, config, judge, sheet, count, steps, scales };
        command.SetAction(result =>
        {
            (string Prompt, Verdict Asked)[] prompts = [.. HeldOutPrompts.Take(result.GetValue(count), PromptSeed)];
            using Judge classifier = new(result.GetRequiredValue(judge));
            using Pipeline pipeline = Pipeline.Open(new PipelineOptions { Checkpoint = result.GetRequiredValue(checkpoint), Config = result.GetRequiredValue(config) });
            Console.WriteLine($"{"scale",-8}{string.Concat(Score.Questions.Select(question => $"{question,-12}"))}all right");
            foreach (double scale in result.GetRequiredValue(scales))
            {
                ImageRequest request = new()
                {
                    Batches = [.. prompts.Select(prompt => prompt.Prompt).Chunk(BatchSize)],
                    Steps = result.GetValue(steps),
                    GuidanceScale = scale,
                    Width = JudgeNetwork.Side,
                    Height = JudgeNetwork.Side,
                };
                Run(pipeline, request, prompts, classifier, result.GetRequiredValue(sheet), scale);
            }
        });
        return command;
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

        string name = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(sheet)}-scale-{scale}");
        string place = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(sheet))!, name);
        ImageGrid.Compose(pictures, SheetColumns).Save(place + ".png");
        File.WriteAllLines(place + ".txt", lines);
        string rates = string.Concat(Score.Questions.Select(question => $"{score[question].ToString("P1", CultureInfo.InvariantCulture),-12}"));
        Console.WriteLine($"{scale.ToString(CultureInfo.InvariantCulture),-8}{rates}{(allRight / (double)lines.Count).ToString("P1", CultureInfo.InvariantCulture)}");
    }
}
