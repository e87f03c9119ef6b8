using Easel.Pocket.Scenes;

namespace Easel.Pocket.Judging;

/// <summary>How many of the things that prompts asked for were seen.</summary>
internal sealed class Score
{
    private readonly Dictionary<string, (int Right, int Asked)> _counts = new(StringComparer.Ordinal);

    /// <summary>The questions, in the order of the model card.</summary>
    public static IReadOnlyList<string> Questions { get; } = ["background", "colour", "subject", "relation", "style"];

    /// <summary>The share of right answers, 0 to 1; NaN where nothing was asked.</summary>
    public double this[string question] => _counts.TryGetValue(question, out (int Right, int Asked) count) ? count.Right / (double)count.Asked : double.NaN;

    /// <summary>Compares one picture with what was asked for.</summary>
    /// <param name="asked">What the prompt says.</param>
    /// <param name="seen">What the picture shows.</param>
    /// <returns>Whether everything is right.</returns>
    public bool Add(Verdict asked, Verdict seen)
    {
        bool all = Count("background", asked.Backdrop == seen.Backdrop);
        all &= Count("colour", asked.FirstHue == seen.FirstHue);
        all &= Count("subject", asked.FirstKind == seen.FirstKind);
        if (asked.IsPair)
        {
            all &= Count("colour", asked.SecondHue == seen.SecondHue);
            all &= Count("subject", asked.SecondKind == seen.SecondKind);
            all &= Count("relation", asked.Arrangement == seen.Arrangement && asked.FirstKind == seen.FirstKind && asked.SecondKind == seen.SecondKind);
        }

        if (asked.Style != (int)Style.Flat)
        {
            all &= Count("style", asked.Style == seen.Style);
        }

        return all;
    }

    private bool Count(string question, bool isRight)
    {
        (int right, int askedFor) = _counts.GetValueOrDefault(question);
        _counts[question] = (right + (isRight ? 1 : 0), askedFor + 1);
        return isRight;
    }
}
