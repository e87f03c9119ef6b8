using Easel.Diffusion;
using Easel.Painting.Jobs;
using Easel.Painting.Texts;

namespace Easel.Painting.Journals;

/// <summary>What an interrupted run left.</summary>
/// <param name="Journal">Its journal.</param>
/// <param name="Numbers">Where names began in counting.</param>
/// <param name="IsChecked">Whether its pictures pass a safety checker.</param>
internal sealed record ResumedRun(RunJournal Journal, OutputNumbers Numbers, bool IsChecked)
{
    /// <summary>What the command line said of where things are: whoever goes on once more says it again.</summary>
    public (string Option, string Value)[] Told { get; init; } = [];

    /// <summary>Refuses to go on without the checker that the run had.</summary>
    /// <exception cref="GenerationException">It is not here.</exception>
    public void RequireCheck(bool isChecked)
    {
        if (IsChecked && !isChecked)
        {
            throw new GenerationException($"The run's pictures passed a safety checker, and there is none here, so that the others would not be as they. Name it: {OptionNames.SafetyChecker} PATH");
        }
    }
}
