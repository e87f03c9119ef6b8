namespace Easel.Diffusion.Approximations;

/// <summary>What one step of a run leaves out. Follows from the step's place alone, whatever the sampler, so that a run can be taken up at any step.</summary>
/// <param name="IsGuided">Whether the empty prompt's half of the batch is computed.</param>
/// <param name="MayReuse">Whether all its calls of the UNet may reuse deep features. A step that may not computes them in each call: PLMS's first step, which calls twice, keeps those of the second.</param>
/// <param name="Merged">Share of the tokens merged.</param>
internal readonly record struct ApproximatedStep(bool IsGuided, bool MayReuse, double Merged)
{
    /// <summary>The step at a place of a run.</summary>
    /// <param name="choice">What the run leaves out.</param>
    /// <param name="step">From 0.</param>
    /// <param name="count">Steps of the run.</param>
    public static ApproximatedStep Of(ApproximationChoice choice, int step, int count)
    {
        // The middle of a step's stretch is in the interval or not; its ends would be on the border where a double is neither.
        double middle = (step + 0.5) / count;
        bool isGuided = middle > choice.GuidanceStart && middle < choice.GuidanceEnd;
        int wholeAtFirst = (int)Math.Round(choice.ReuseStart * count, MidpointRounding.AwayFromZero);
        return new(isGuided, step > wholeAtFirst && (step - wholeAtFirst) % choice.ReuseEvery != 0, choice.MergedShare);
    }
}
