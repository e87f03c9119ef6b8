using Easel.Cli.Journals;
using Easel.Cli.Metadata;
using Easel.Cli.Options;
using Easel.Cuda;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Imaging.Png;
using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Painting.Metadata;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary><c>easel demo</c>: paints a picture as <c>demo.py</c> of bes-dev/stable_diffusion.openvino does.</summary>
internal static class DemoCommand
{
    /// <summary>Runs the command.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> words, Surroundings surroundings)
    {
        Option[] options = [.. DemoArguments.Groups.SelectMany(group => group.Options)];
        ParsedOptions parsed = new OptionReader(options).Read(words);
        if (OpenVinoDevice.IsQuestion(parsed.Of(DemoArguments.Device)!))
        {
            using CardSurvey survey = surroundings.SurveyCards();
            surroundings.Output.WriteLine("Devices of this machine:");
            foreach (string line in OpenVinoDevice.Describe(survey))
            {
                surroundings.Output.WriteLine(line);
            }

            return ExitCode.Success;
        }

        RecordedParameters? recorded = parsed.Of(DemoArguments.ParametersFrom) is string path ? RecordedParameters.Read(path) : null;
        if (recorded is not null)
        {
            parsed = ReadBehind(recorded, options, words, parsed);
        }

        return await PaintingCommand.RunAsync(parsed, HelpWith, (settled, pocket) => JobOf(settled, pocket, recorded, surroundings), surroundings).ConfigureAwait(false);

        HelpPage HelpWith(PocketModel? pocket)
        {
            using CardSurvey survey = surroundings.SurveyCards();
            return DemoArguments.HelpWith(pocket, survey);
        }
    }

    /// <summary>The command line with what a picture says before it, so that what is given counts.</summary>
    /// <exception cref="GenerationException">The picture says what no option takes.</exception>
    private static ParsedOptions ReadBehind(RecordedParameters recorded, Option[] options, IReadOnlyList<string> words, ParsedOptions given)
    {
        string[] taken = [.. recorded.Words.Where(word => !given.Has(Array.Find(options, option => option.Name == word.Split('=')[0])!))];
        try
        {
            _ = new OptionReader(options).Read(taken);
        }
        catch (UsageException error)
        {
            throw new GenerationException($"{recorded.Path}: what it was painted with cannot be used here: {error.Message}. Give another value on the command line.", error);
        }

        return new OptionReader(options).Read([.. taken, .. words]);
    }

    /// <summary>Checks a command line.</summary>
    /// <exception cref="UsageException">It asks for what cannot be done.</exception>
    private static PaintingJob JobOf(ParsedOptions parsed, PocketModel? pocket, RecordedParameters? recorded, Surroundings surroundings)
    {
        string output = ReadOutput(parsed);
        ChosenModel model = DemoModel.Choose(parsed, pocket);
        parsed.Set(RunArguments.Device, OpenVinoDevice.Read(parsed.Of(DemoArguments.Device)!, surroundings.SurveyCards));
        ulong seed = (ulong)(parsed.Of(DemoArguments.Seed) ?? surroundings.DrawBelow(DemoArguments.LargestDrawnSeed + 1));
        ImageRequest request = DemoRequest.Read(parsed, model.Pocket, seed);
        DemoFiles files = DemoFiles.Read(parsed, recorded?.Path);
        return new PaintingJob
        {
            Command = "demo",
            Model = model,
            Pipeline = ModelArguments.ReadPipeline(parsed, model) with { Schedule = DemoRequest.ReadSchedule(parsed) },
            Run = RunArguments.Read(parsed),
            Prepare = Prepare,
            Journal = JournalArguments.Read(parsed),
            Texts = DemoTexts.Of(parsed, model, seed),
            Finish = SigningOptions.AddTo(FinishChoice.None, parsed),
        };

        PaintingOrder Prepare()
        {
            DemoModel.RequireFiles(parsed, model);
            return new PaintingOrder(files.BeginWith(request, parsed.Of(DemoArguments.Strength)), NamedFiles.PlanOne(output, "--output FILE") with { Overwrites = true })
            {
                Notes = recorded is null ? [$"Seed {seed}"] : [$"Using arguments from {recorded.Path} as base.", "Final arguments are", .. DemoTexts.Of(parsed, model, seed).Select(ArgumentOf), $"  --H {request.Height}", $"  --W {request.Width}"],
                Warnings = recorded?.Warnings ?? [],
            };
        }
    }

    private static string ArgumentOf(PngText text) => $"  --{text.Keyword[DemoKeys.Prefix.Length..].Replace('_', '-')} {text.Text}";

    private static string ReadOutput(ParsedOptions parsed)
    {
        string? output = parsed.Of(DemoArguments.Output);
        if (string.IsNullOrEmpty(output))
        {
            throw new UsageException("argument --output: expected the name of a file");
        }

        return Path.GetExtension(output).Equals(".png", StringComparison.OrdinalIgnoreCase)
            ? output
            : throw new UsageException($"argument --output: pictures are written as PNG, which keeps their texts and every pixel; name a file {Quoted.Of(Path.ChangeExtension(output, ".png"))}");
    }
}
