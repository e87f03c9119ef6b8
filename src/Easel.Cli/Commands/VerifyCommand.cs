using System.Text.Json.Nodes;
using Easel.Cli.Options;
using Easel.Cli.Verification;
using Easel.Diffusion.Pipelines;
using Easel.Painting;
using Easel.Painting.Metadata;
using Easel.Painting.Reports;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary><c>easel verify FILE...</c>: whether pictures are what their records say, by painting them again.</summary>
internal static class VerifyCommand
{
    private static readonly RepeatableOption<string> s_initial = new("--init", "the picture that a picture began with, as it was given then; may be given several times, for several pictures", text => text) { Shown = "FILE" };

    private static readonly RepeatableOption<string> s_mask = new("--mask", "its mask, likewise", text => text) { Shown = "FILE" };

    private static readonly RepeatableOption<string> s_prompt = new("--prompt", "the prompt, of a picture whose file does not tell it (--private), or to be compared with what it tells; may be given several times, for several pictures", text => text) { Shown = "TEXT" };

    private static readonly RepeatableOption<string> s_negative = new("--negative", "the negative prompt, likewise", text => text) { Shown = "TEXT" };

    private static readonly ValueOption<string?> s_trust = OptionOf.Text("--trust", null, "certificates that you trust, as PEM: then only pictures are good whose signed manifest (C2PA) leads to one of them") with { Shown = "FILE" };

    private static readonly ValueOption<string?> s_keep = OptionOf.Text("--keep", null, "write what was painted again: to this file, or under the same name into this folder") with { Shown = "PLACE" };

    private static readonly Flag s_quick = new("--quick", "paint nothing: say only whether the pixels are those that were written");

    private static readonly ValueOption<long> s_until = OptionOf.Integer("--until", 0, 0, 1000, "paint only up to this step; 0 for all steps and the picture") with { Shown = "STEP" };

    private static readonly ValueOption<string?> s_checkpoint = OptionOf.Text("--ckpt", null, "the checkpoint, if it is not found by its content: in its usual place, beside it, or among those of easel models") with { Shown = "FILE" };

    private static readonly ValueOption<DeviceChoice?> s_device = new("--device", null, "where to paint: on the processor (cpu) or on an NVIDIA card (cuda, cuda:1); what the picture was painted on, if it is here, if not given", ReadDevice) { Shown = "{cpu,cuda,cuda:N}" };

    private static readonly Flag s_json = new("--json", "tell one JSON object for each file, each on its line, and one of all");

    private static readonly OptionGroup[] s_groups =
    [
        new("What to check", s_quick, s_until, s_prompt, s_negative, s_initial, s_mask, s_trust, s_keep, SafetyOptions.Replacement),
        new("Model", s_checkpoint, ModelArguments.Config, ModelArguments.Vocabulary),
        new("Running", s_device, RunArguments.WeightCache, RunArguments.Threads, RunArguments.LowPriority, s_json),
    ];

    private static readonly HelpPage s_help = new(
        "easel verify [options] FILE...",
        "Tells whether pictures that Easel painted are what the record in their files says: reads the record, checks the pixels, paints each picture again, alone, and compares it step by step. "
            + "Nothing but the file and its checkpoint is needed, and what it does not tell: the picture that it began with, a private prompt. A signed manifest in the file is checked, too.",
        s_groups,
        "Exit codes: 0 all pictures are what they say, 1 one is different, wrongly signed, or cannot be verified, 2 wrong command line, 130 interrupted.");

    /// <summary>Runs the command.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> words, Surroundings surroundings)
    {
        ParsedOptions parsed = new OptionReader(s_groups).Read(words, maxPositionals: int.MaxValue);
        if (parsed.WantsHelp)
        {
            s_help.Write(surroundings.Output, surroundings.Columns());
            return ExitCode.Success;
        }

        IReadOnlyList<string> files = parsed.Positionals;
        VerifySettings settings = Read(parsed, files);
        NamedPath.RequireFile(ModelArguments.Config.Name, settings.Config);
        NamedPath.RequireFileOrFolder(ModelArguments.Vocabulary.Name, settings.Vocabulary);
        NamedPath.RequireFile(SafetyOptions.Replacement.Name, settings.Replacement);
        if (settings.HasLowPriority)
        {
            surroundings.LowerPriority();
        }

        EventLines events = new(surroundings.Output);
        List<PictureAnswer> answers = [];
        using VerifyRun run = new(settings, files.Count, surroundings);
        foreach (string file in files)
        {
            surroundings.Cancel.ThrowIfCancellationRequested();
            PictureAnswer answer = await run.CheckAsync(file, answers.Count).ConfigureAwait(false);
            answers.Add(answer);
            if (settings.WritesJson)
            {
                events.Write("picture", answer.ToJson());
            }
            else
            {
                foreach (string line in answer.Lines())
                {
                    surroundings.Output.WriteLine(Quoted.OneLine(line));
                }
            }
        }

        Sum(answers, settings.WritesJson, events, surroundings.Output);
        return answers.TrueForAll(answer => answer.IsGood) ? ExitCode.Success : ExitCode.Failure;
    }

    private static VerifySettings Read(ParsedOptions parsed, IReadOnlyList<string> files)
    {
        if (files.Count == 0 || files.Contains(""))
        {
            throw new UsageException("no file is named: easel verify FILE...");
        }

        VerifySettings settings = new()
        {
            Checkpoint = parsed.FileOf(s_checkpoint),
            Config = parsed.Has(ModelArguments.Config) ? parsed.FileOf(ModelArguments.Config) : null,
            Vocabulary = parsed.FileOf(ModelArguments.Vocabulary),
            Device = parsed.Of(s_device),
            Threads = (int)parsed.Of(RunArguments.Threads),
            WeightCache = RunArguments.ReadWeightCache(parsed),
            Initials = parsed.AllOf(s_initial),
            Masks = parsed.AllOf(s_mask),
            Prompts = parsed.AllOf(s_prompt),
            Negatives = parsed.AllOf(s_negative),
            Trust = parsed.FileOf(s_trust),
            Replacement = parsed.FileOf(SafetyOptions.Replacement),
            Keep = parsed.FileOf(s_keep),
            IsQuick = parsed.Has(s_quick),
            Until = (int)parsed.Of(s_until),
            WritesJson = parsed.Has(s_json),
            HasLowPriority = parsed.Has(RunArguments.LowPriority),
        };
        return settings switch
        {
            { Keep: not null, IsQuick: true } => throw new UsageException($"argument {s_keep.Name}: with {s_quick.Name} nothing is painted that could be written; leave one of them out"),
            { Keep: not null, Until: > 0 } => throw new UsageException($"argument {s_keep.Name}: with {s_until.Name} no picture is painted to its end; leave one of them out"),
            { IsQuick: true, Until: > 0 } => throw new UsageException($"argument {s_until.Name}: with {s_quick.Name} nothing is painted; leave one of them out"),
            { Masks.Count: > 0, Initials.Count: 0 } => throw new UsageException("argument --mask: is for a picture to begin with, but none is named; name it: --init FILE"),
            _ => settings,
        };
    }

    private static DeviceChoice? ReadDevice(string text)
        => DeviceChoice.TryParse(text) is { IsAuto: false } choice ? choice : throw new UsageException($"invalid choice: {Quoted.Of(text)} (choose from 'cpu', 'cuda', 'cuda:N')");

    private static void Sum(List<PictureAnswer> answers, bool writesJson, EventLines events, TextWriter output)
    {
        (Verdict Verdict, int Count)[] counts = [.. Enum.GetValues<Verdict>().Select(verdict => (verdict, answers.Count(answer => answer.Verdict == verdict)))];
        int unsound = answers.Count(answer => answer.Credentials is { IsGood: false });
        if (writesJson)
        {
            JsonObject sum = new() { ["pictures"] = answers.Count };
            foreach ((Verdict verdict, int count) in counts)
            {
                sum[RequestRecord.Lower(verdict)] = count;
            }

            sum["credentialsFailed"] = unsound;
            events.Write("done", sum);
        }
        else if (answers.Count > 1)
        {
            output.WriteLine($"{answers.Count} pictures: {string.Join(", ", counts.Where(pair => pair.Count > 0).Select(pair => $"{pair.Count} {Word(pair.Verdict)}"))}{(unsound > 0 ? $"; {unsound} not signed as they should be" : "")}");
        }
    }

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Identical => "identical",
        Verdict.Unchanged => "unchanged as far as they were looked at",
        Verdict.Different => "different",
        _ => "cannot be verified",
    };
}
