using Easel.Cli.Options;
using Easel.Cli.Painting;
using Easel.Cli.Reports;

namespace Easel.Cli.Commands;

/// <summary><c>easel txt2img</c>: paints pictures of a text, as <c>scripts/txt2img.py</c> of CompVis/stable-diffusion does.</summary>
internal static class TextToImageCommand
{
    /// <summary>Runs the command.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> words, Surroundings surroundings)
    {
        ParsedOptions parsed = new OptionReader([.. TextToImageArguments.Groups.SelectMany(group => group.Options)]).Read(words);
        if (parsed.WantsHelp)
        {
            TextToImageArguments.HelpWith(surroundings.FindPocket()).Write(surroundings.Output, surroundings.Columns());
            return ExitCode.Success;
        }

        var options = TextToImageOptions.From(parsed, surroundings.FindPocket());
        if (options.HasLowPriority)
        {
            surroundings.LowerPriority();
        }

        using IRunReport report = CreateReport(options, surroundings);
        PaintingRun run = new(options, report, surroundings);
        try
        {
            await run.PaintAsync().ConfigureAwait(false);
            return ExitCode.Success;
        }
        catch (Exception error)
        {
            report.Stopped(Failure.Of(error), run.PicturesWritten);
            throw;
        }
    }

    private static IRunReport CreateReport(TextToImageOptions options, Surroundings surroundings)
    {
        if (options.WritesJson)
        {
            return new JsonReport(surroundings.Output);
        }

        if (options.IsQuiet)
        {
            return new QuietReport();
        }

        IProgressView progress = surroundings.ErrorIsTerminal
            ? new BarProgress(surroundings)
            : new SparseProgress(surroundings.Error, surroundings.Time);
        return new TextReport(surroundings.Output, surroundings.Error, progress);
    }
}
