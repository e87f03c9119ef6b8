using System.CommandLine;
using Easel.Pocket.Captions;
using Easel.Pocket.Scenes;

namespace Easel.Pocket.Commands;

/// <summary><c>pocket vocabulary</c>: the list of merges, learnt from captions.</summary>
internal static class VocabularyCommand
{
    private const int Captions = 100_000;
    private const int MostMerges = 2_000;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string> file = new("--out") { Description = "The file to write.", DefaultValueFactory = _ => "merges.txt" };
        Option<ulong> seed = new("--seed") { Description = "The same seed gives the same captions.", DefaultValueFactory = _ => 1 };
        Command command = new("vocabulary", $"Learns byte pairs from {Captions:N0} captions.") { file, seed };
        command.SetAction(result =>
        {
            OutputFile.Check(result.GetRequiredValue(file));
            ulong start = result.GetValue(seed);
            IEnumerable<string> captions = Enumerable.Range(0, Captions).Select(i =>
            {
                Dice dice = Dice.For(start, i);
                return CaptionGrammar.Describe(SceneSampler.Next(dice, heldOut: false), dice);
            });
            IEnumerable<string> lines = MergeLearner.Learn(captions, MostMerges).Select(merge => $"{merge.Left} {merge.Right}");
            OutputFile.WriteLines(result.GetRequiredValue(file), lines.Prepend("#version: 0.2"));
        });
        return command;
    }
}
