using Easel.Cli.Doctor;
using Easel.Cuda;
using Easel.Diffusion.Pipelines;
using Easel.Painting.Texts;

namespace Easel.Cli.Options;

/// <summary>Devices under the names that OpenVINO gives them: <c>CPU</c>, <c>GPU</c>, <c>GPU.1</c>, <c>AUTO</c>; and under Easel's own.</summary>
internal static class OpenVinoDevice
{
    private const string Auto = "AUTO";
    private const string Card = "GPU";

    /// <summary>Whether a value asks which devices there are.</summary>
    public static bool IsQuestion(string text) => text.ToUpperInvariant() is "LIST" or "HELP" or "?";

    /// <summary>The device of a name, in any case of letters.</summary>
    /// <param name="text">The name.</param>
    /// <param name="survey">Looks for cards; asked only if the name is unknown.</param>
    /// <exception cref="UsageException">There is no such name; the message lists those that there are.</exception>
    public static DeviceChoice Read(string text, Func<CardSurvey> survey)
    {
        if (TryRead(text.ToUpperInvariant()) is DeviceChoice choice)
        {
            return choice;
        }

        using CardSurvey cards = survey();
        throw new UsageException($"argument --device: there is no device {Quoted.Of(text)}. There are\n{string.Join('\n', Describe(cards))}");
    }

    /// <summary>The names that can be given on this machine, for help: <c>CPU, GPU, AUTO</c>.</summary>
    public static string Names(CardSurvey survey) => string.Join(", ", ["CPU", .. survey.Cards.Select(NameOf), Auto]);

    /// <summary>What there is, a line for each device.</summary>
    public static IReadOnlyList<string> Describe(CardSurvey survey)
    {
        List<string> lines = [Line("CPU", $"{SystemFacts.ProcessorName()}, {Environment.ProcessorCount} threads")];
        lines.AddRange(survey.Cards.Select(card => Line(NameOf(card), $"{card}{(card.Obstacle is null ? "" : $", which cannot be used: {card.Obstacle}")}")));
        if (survey.Cards.Count == 0)
        {
            lines.Add(Line(Card, $"none: {survey.Obstacle}"));
        }

        lines.Add(Line(Auto, "the first card that can be used and holds the run; else the processor"));
        return lines;
    }

    private static string NameOf(Card card) => card.Index == 0 ? Card : $"{Card}.{card.Index}";

    private static string Line(string name, string what) => $"  {name,-8}{what}";

    private static DeviceChoice? TryRead(string name) => name switch
    {
        Card => DeviceChoice.Cuda(),
        _ when name.StartsWith($"{Card}.", StringComparison.Ordinal) => DeviceChoice.TryParse($"cuda:{name[(Card.Length + 1)..]}"),
        _ when name.StartsWith($"{Auto}:", StringComparison.Ordinal) => OneOf(name[(Auto.Length + 1)..].Split(',')),
        _ => DeviceChoice.TryParse(name.ToLowerInvariant()),
    };

    /// <summary>OpenVINO's list of candidates: one name is that device, several are a choice of Easel's.</summary>
    private static DeviceChoice? OneOf(string[] names)
    {
        DeviceChoice?[] choices = [.. names.Select(TryRead)];
        return Array.Exists(choices, choice => choice is null) ? null : choices.Length == 1 ? choices[0] : DeviceChoice.Auto;
    }
}
