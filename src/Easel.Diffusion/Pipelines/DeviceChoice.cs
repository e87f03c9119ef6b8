using System.Globalization;
using Easel.Cuda;

namespace Easel.Diffusion.Pipelines;

/// <summary>Where a model is to run.</summary>
public readonly record struct DeviceChoice
{
    private const string CardPrefix = "cuda:";

    private DeviceChoice(bool isAuto, int? card)
    {
        IsAuto = isAuto;
        Card = card;
    }

    /// <summary>On the processor.</summary>
    public static DeviceChoice Cpu { get; }

    /// <summary>On the first NVIDIA card that can be used and holds the run, in <see cref="Tensors.Precision.Autocast"/>; else on the processor.</summary>
    public static DeviceChoice Auto { get; } = new(isAuto: true, card: null);

    /// <summary>What can be written.</summary>
    public static IReadOnlyList<string> Forms { get; } = ["auto", "cpu", "cuda", "cuda:N"];

    /// <summary>Whether it is decided when the model is opened.</summary>
    public bool IsAuto { get; }

    /// <summary>The NVIDIA card that it must be; none for others.</summary>
    public int? Card { get; }

    /// <summary>On an NVIDIA card, and nowhere else.</summary>
    /// <param name="card">0 or more, as the driver counts them.</param>
    public static DeviceChoice Cuda(int card = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(card);
        return new DeviceChoice(isAuto: false, card);
    }

    /// <summary>Reads <c>auto</c>, <c>cpu</c>, <c>cuda</c>, which is the first card, or <c>cuda:1</c>.</summary>
    /// <returns>The choice; none if the text is none.</returns>
    public static DeviceChoice? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text switch
        {
            "auto" => Auto,
            "cpu" => Cpu,
            "cuda" => Cuda(),
            _ when text.StartsWith(CardPrefix, StringComparison.Ordinal)
                && int.TryParse(text[CardPrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int card) => Cuda(card),
            _ => null,
        };
    }

    /// <summary>The card that it must be; none for others.</summary>
    /// <param name="survey">The cards that there are.</param>
    /// <exception cref="GenerationException">It is not here, or cannot be used.</exception>
    public Easel.Cuda.Card? FindIn(CardSurvey survey)
    {
        ArgumentNullException.ThrowIfNull(survey);
        if (Card is not int index)
        {
            return null;
        }

        if (survey.Obstacle is not null)
        {
            throw new GenerationException(survey.Obstacle);
        }

        if (index >= survey.Cards.Count)
        {
            string those = survey.Cards.Count == 1 ? "cuda:0 is the only one" : $"there are cuda:0 to cuda:{survey.Cards.Count - 1}";
            throw new GenerationException($"There is no card cuda:{index}; {those}.");
        }

        Easel.Cuda.Card card = survey.Cards[index];
        return card.Obstacle is null ? card : throw new GenerationException($"{card.Obstacle} Use --device cpu.");
    }

    /// <summary>As it is written.</summary>
    public override string ToString() => Card is int card ? $"{CardPrefix}{card}" : IsAuto ? "auto" : "cpu";
}
