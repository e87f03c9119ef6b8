using Easel.Pocket.Captions;
using Easel.Pocket.Scenes;

namespace Easel.Pocket.Judging;

/// <summary>Prompts whose combination of colour, subject and background training never saw.</summary>
internal static class HeldOutPrompts
{
    /// <summary>The first of a fixed series.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Names the series.</param>
    public static IEnumerable<(string Prompt, Verdict Asked)> Take(int count, ulong seed) => Enumerable.Range(0, count).Select(i =>
    {
        Scene scene = SceneSampler.Next(Dice.For(seed, i), heldOut: true);
        return (CaptionGrammar.Plainly(scene), Verdict.Of(scene));
    });
}
