using Easel.Pocket.Scenes;

namespace Easel.Pocket.Judging;

/// <summary>What a picture shows, as far as a caption would say it; the same for a scene that was drawn and for one that was recognised.</summary>
/// <remarks>Of two subjects the first is the upper, the left, the inner one, or the one that sits on the other.</remarks>
/// <param name="Style">A <see cref="Scenes.Style"/> by number.</param>
/// <param name="Backdrop">A <see cref="Scenes.Backdrop"/> by number.</param>
/// <param name="FirstKind">A <see cref="SubjectKind"/> by number.</param>
/// <param name="FirstHue">A <see cref="Hue"/> by number.</param>
/// <param name="SecondKind">A <see cref="SubjectKind"/> by number, or 17 for none.</param>
/// <param name="SecondHue">A <see cref="Hue"/> by number, or 10 for none.</param>
/// <param name="Arrangement">0 one subject, 1 one over another, 2 beside, 3 inside, 4 on.</param>
internal readonly record struct Verdict(int Style, int Backdrop, int FirstKind, int FirstHue, int SecondKind, int SecondHue, int Arrangement)
{
    /// <summary>How many scores the network gives.</summary>
    public const int Answers = 12 + 17 + 17 + 10 + 18 + 11 + 5;

    private static readonly int[] s_groups = [12, 17, 17, 10, 18, 11, 5];

    /// <summary>Whether there are two subjects.</summary>
    public bool IsPair => Arrangement != 0;

    /// <summary>What a scene shows.</summary>
    public static Verdict Of(Scene scene)
    {
        (Subject first, Subject? second) = scene is { Second: Subject other, Relation: Relation.Below or Relation.RightOf }
            ? (other, (Subject?)scene.First)
            : (scene.First, scene.Second);
        int arrangement = scene.Second is null ? 0 : scene.Relation switch
        {
            Relation.Above or Relation.Below => 1,
            Relation.LeftOf or Relation.RightOf => 2,
            Relation.Inside => 3,
            _ => 4,
        };
        return new((int)scene.Style, scene.Backdrop.Index, (int)first.Kind, (int)first.Hue, (int?)second?.Kind ?? 17, (int?)second?.Hue ?? 10, arrangement);
    }

    /// <summary>The highest score of each group.</summary>
    /// <param name="scores"><see cref="Answers"/> numbers.</param>
    public static Verdict FromScores(ReadOnlySpan<float> scores)
    {
        Span<int> best = stackalloc int[s_groups.Length];
        int start = 0;
        for (int i = 0; i < s_groups.Length; i++)
        {
            for (int j = 1; j < s_groups[i]; j++)
            {
                best[i] = scores[start + j] > scores[start + best[i]] ? j : best[i];
            }

            start += s_groups[i];
        }

        return new(best[0], best[1], best[2], best[3], best[4], best[5], best[6]);
    }
}
