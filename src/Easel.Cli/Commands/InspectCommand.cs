using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Easel.Checkpoints;
using Easel.Diffusion.Pipelines;
using Easel.Painting;

namespace Easel.Cli.Commands;

/// <summary><c>easel inspect FILE [--json]</c>: what a checkpoint is and what it holds.</summary>
internal static class InspectCommand
{
    private const string Usage = """
        usage: easel inspect [-h] [--json] [FILE]

        Tell what a checkpoint is and what it holds, without running anything in it.

        positional arguments:
          FILE        a .ckpt or .safetensors file, a diffusers folder, or the word pocket;
                      what txt2img would paint with if not given

        options:
          -h, --help  show this help message and exit
          --json      print JSON
        """;

    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // for terminals and files, not for web pages
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>Runs the command.</summary>
    /// <returns>0; 1 if the checkpoint cannot be used; 2 if the arguments are wrong.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error, PocketModel? pocket)
    {
        string[] options = [.. arguments.Where(IsOption)];
        string[] files = [.. arguments.Where(argument => !IsOption(argument))];
        if (options.Any(option => option is "-h" or "--help"))
        {
            output.WriteLine(Usage);
            return 0;
        }

        if (Array.Find(options, option => option != "--json") is { } unknown)
        {
            return WrongUsage(error, $"unrecognized option '{unknown}'");
        }

        if (files.Length > 1)
        {
            return WrongUsage(error, $"wanted one FILE, found {files.Length}");
        }

        ChosenModel model = files is [string file] ? ChosenModel.Named(file, pocket) : ChosenModel.Default(pocket);

        try
        {
            using Checkpoint checkpoint = Checkpoint.OpenAny(model.Checkpoint);
            CheckpointSummary summary = CheckpointSummary.Of(checkpoint);
            if (options.Length > 0)
            {
                output.WriteLine(JsonSerializer.Serialize(summary, s_json));
            }
            else
            {
                Print(summary, output);
            }

            return 0;
        }
        catch (CheckpointException unusable)
        {
            error.WriteLine($"easel inspect: {unusable.Message}");
            return 1;
        }
    }

    private static bool IsOption(string argument) => argument.Length > 1 && argument[0] == '-';

    private static int WrongUsage(TextWriter error, string why)
    {
        error.WriteLine($"easel inspect: {why}");
        error.WriteLine(Usage);
        return 2;
    }

    private static void Print(CheckpointSummary summary, TextWriter output)
    {
        void Line(string label, string value) => output.WriteLine($"{label,-14}{value}");

        CheckpointFamily family = summary.Family;
        output.WriteLine(summary.Path);
        Line("format", FormatName(summary.Format));
        Line("family", family.Remark.Length == 0 ? family.Name : $"{family.Name}: {family.Remark}");
        if (family.Channels > 0)
        {
            Line("UNet", $"{family.Channels} channels, {family.InputChannels} in, context width {family.ContextWidth}");
        }

        Line("global step", summary.GlobalStep?.ToString(CultureInfo.InvariantCulture) ?? "not said");
        Line("tensors", $"{summary.Tensors} ({string.Join(", ", summary.ElementTypes.Select(type => $"{type.Value} {type.Key}"))})");
        foreach (CheckpointPart part in summary.Parts)
        {
            Line($"  {part.Name}", string.Create(CultureInfo.InvariantCulture, $"{part.Tensors,5} tensors {part.Parameters,16:N0} parameters {part.Bytes,16:N0} bytes"));
        }

        foreach (CheckpointFile file in summary.Files)
        {
            Line("file", string.Create(CultureInfo.InvariantCulture, $"{file.Path}, {file.Bytes:N0} bytes"));
            Line("  sha256", file.Sha256);
        }
    }

    private static string FormatName(CheckpointFormat format) => format switch
    {
        CheckpointFormat.TorchZip => "torch.save (zip)",
        CheckpointFormat.TorchLegacy => "torch.save (before PyTorch 1.6)",
        CheckpointFormat.Safetensors => "safetensors",
        _ => "diffusers folder",
    };
}
