using Easel.Cli.Options;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary>The options of <c>resume</c>: nothing that changes pictures.</summary>
internal static class ResumeArguments
{
    public static readonly Flag List = new("--list", "tell which unfinished runs there are, and go on with none");

    public static readonly Flag Discard = new("--discard", "delete the run's journal instead; its finished pictures stay");

    public static readonly ValueOption<string?> OutputFolder = OptionOf.Text(OptionNames.OutputFolder, null, "folder to write pictures to (default: the one that the journal lies in; to be named if the journal lies elsewhere)") with { Shown = "FOLDER" };

    public static readonly ValueOption<string?> InputFolder = OptionOf.Text("--indir", null, "folder of the pictures and masks of easel inpaint, if they have moved") with { Shown = "FOLDER" };

    public static readonly ValueOption<string?> Checkpoint = OptionOf.Text("--ckpt", null, "where the run's checkpoint lies now, the same content (default: where it was, or wherever Easel knows of it)") with { Shown = "FILE" };

    public static readonly ValueOption<string?> Vocabulary = OptionOf.Text("--vocab", null, "where CLIP's list of words lies now, the same content (default: where it was, or beside the checkpoint)") with { Shown = "FILE" };

    public static readonly ValueOption<string?> SafetyChecker = OptionOf.Text("--safety-checker", null, "where the safety checker lies now, for runs that have one (default: where it was, or where it is found by itself)") with { Shown = "PATH" };

    /// <summary>All, in help's order.</summary>
    public static IReadOnlyList<OptionGroup> Groups { get; } =
    [
        new("Which run", List, Discard),
        new("What has moved", OutputFolder, InputFolder, Checkpoint, Vocabulary, SafetyChecker),
        new("Provenance", SigningOptions.Sign),
        new(RunArguments.Group.Title, [.. RunArguments.Group.Options.Where(option => option != RunArguments.Plan && option != RunArguments.Calibrate)]),
    ];

    /// <summary>Their help.</summary>
    public static HelpPage Help { get; } = new(
        "easel resume [DIR] [options]",
        "Goes on with a painting run that was interrupted, at the very step, with the very same pictures. DIR is the folder of its pictures, or of its journal; without one, journals "
            + "are looked for in the working directory, in paintings, and in the folders of outputs. A journal's folder may be copied to another machine that has the checkpoint.",
        Groups,
        "--device is where the run has been computing; on another the pictures still to come may differ in their last digits.\n" + RunArguments.Epilogue + RunArguments.ExitCodes);
}
