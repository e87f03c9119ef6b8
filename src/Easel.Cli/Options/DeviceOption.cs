using Easel.Diffusion.Pipelines;
using Easel.Painting.Texts;

namespace Easel.Cli.Options;

/// <summary><c>--device</c>: where painting commands compute.</summary>
internal static class DeviceOption
{
    /// <summary>The option of a command that may leave the choice to Easel.</summary>
    public static ValueOption<DeviceChoice> Create() => new(
        "--device",
        DeviceChoice.Auto,
        "where to compute: on the processor (cpu), on an NVIDIA card (cuda, or cuda:1 for the second), or on the first card that can be used and holds the run, else on the processor (auto). "
            + "With --precision full, or with int8 in --fast, which no card has, auto is the processor",
        text => Read(text, DeviceChoice.Forms))
    {
        Shown = $"{{{string.Join(',', DeviceChoice.Forms)}}}",
    };

    /// <summary>The option of a command that compares, and must know what it measures.</summary>
    public static ValueOption<DeviceChoice> CreateWithoutAuto()
    {
        string[] forms = [.. DeviceChoice.Forms.Skip(1)];
        return new ValueOption<DeviceChoice>(
            "--device",
            DeviceChoice.Cpu,
            "where everything is painted, full too: on the processor (cpu), or on an NVIDIA card (cuda, or cuda:1 for the second), where int8 is left out",
            text => Read(text, forms))
        {
            Shown = $"{{{string.Join(',', forms)}}}",
        };
    }

    private static DeviceChoice Read(string text, IReadOnlyList<string> forms)
        => DeviceChoice.TryParse(text) is DeviceChoice choice && (!choice.IsAuto || forms.Contains("auto"))
            ? choice
            : throw new UsageException($"invalid choice: {Quoted.Of(text)} (choose from {string.Join(", ", forms.Select(Quoted.Of))}; cuda:N is a card, from cuda:0)");
}
