using Easel.Cli.Options;
using Easel.Cuda;
using Easel.Diffusion.Pipelines;
using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Server;
using Easel.Server.Models;
using Microsoft.AspNetCore.Builder;

namespace Easel.Cli.Commands;

/// <summary><c>easel serve</c>: a page in the browser, and interfaces for programs.</summary>
internal static class ServeCommand
{
    /// <summary>Runs the command.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> words, Surroundings surroundings)
    {
        ParsedOptions parsed = new OptionReader(ServeArguments.Groups).Read(words);
        if (parsed.WantsHelp)
        {
            ServeArguments.Help.Write(surroundings.Output, surroundings.Columns());
            return ExitCode.Success;
        }

        ServerOptions options = ServeArguments.Read(parsed, surroundings.FindPocket(), out string? drawn);

        // What is wrong with the model or the card is told now rather than by the first job.
        _ = CheckpointFile.Find(options.Model, "serve", new ContentHash(), surroundings.FindPocket());
        if (options.Pipeline.Device.Card is not null)
        {
            using CardSurvey survey = surroundings.SurveyCards();
            _ = options.Pipeline.Device.FindIn(survey);
        }

        if (options.Finish.Key is string key)
        {
            SigningKeys.Load(key, surroundings.Time).Dispose();
        }

        if (options.Run.HasLowPriority)
        {
            surroundings.LowerPriority();
        }

        WebApplication app = EaselServer.Create(options, surroundings with { OpenPainter = (pipeline, warn) => new GroupPainter(pipeline, warn, options.MayDiffer) });
        await using (app.ConfigureAwait(false))
        {
            string address = await EaselServer.StartAsync(app, surroundings.Cancel).ConfigureAwait(false);
            if (drawn is not null)
            {
                surroundings.Output.WriteLine($"Token (told this once; --token TOKEN sets your own): {drawn}");
            }

            // Clients of the server before are there at once, all of them: they are answered by one that is ready.
            Task warm = Task.Run(() => WarmUp.RunAsync(app));
            await Task.WhenAny(warm, Task.Delay(WarmUp.MostWaited, surroundings.Cancel)).ConfigureAwait(false);
            surroundings.Output.WriteLine($"Easel is at {address}/");
            Task compressed = Task.Run(() => WarmUp.Compress(app));
            await EaselServer.WaitAsync(app, surroundings.Cancel).ConfigureAwait(false);
            if (!options.Run.IsQuiet && surroundings.StopNote is string note)
            {
                surroundings.Error.WriteLine(note);
            }

            await EaselServer.StopAsync(app).ConfigureAwait(false);
            await Task.WhenAll(warm, compressed).ConfigureAwait(false);
        }

        return ExitCode.Success;
    }
}
