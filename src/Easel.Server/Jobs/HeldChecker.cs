using Easel.Diffusion.Pipelines;
using Easel.Painting.Jobs;

namespace Easel.Server.Jobs;

/// <summary>The safety checker in memory: opened with the first picture that it looks at, and not again for each.</summary>
internal sealed class HeldChecker : IDisposable
{
    private readonly Lock _lock = new();
    private SafetyCheck? _check;
    private string? _path;

    /// <summary>A check of one run; none if no checker is found.</summary>
    /// <param name="choice">Which checker.</param>
    /// <param name="pipeline">The model that paints.</param>
    /// <param name="isPocket">Whether that is the model that comes with Easel.</param>
    /// <param name="before">Pictures of the same job that others looked at.</param>
    /// <param name="warn">Told of what the user should know.</param>
    public SafetyCheck? For(SafetyChoice choice, PipelineOptions pipeline, bool isPocket, int before, Action<string> warn)
    {
        // Where it lies may depend on the model: beside a diffusers folder's weights lies its own.
        string? path = SafetyCheck.Find(choice, pipeline, isPocket, warn);
        if (path is null)
        {
            return null;
        }

        lock (_lock)
        {
            if (_path != path)
            {
                _check?.Dispose();
                (_check, _path) = (null, null);
                _check = SafetyCheck.Open(choice with { Checker = path }, pipeline, isPocket, _ => { });
                _path = path;
            }

            return _check?.Sharing(before, warn);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _check?.Dispose();
}

/// <summary>What a server's pictures pass: what the command line says, with the checker that is in memory.</summary>
/// <param name="Choice">What the command line says.</param>
/// <param name="Checker">The checker in memory.</param>
/// <param name="Before">Pictures of the same job that others looked at.</param>
internal sealed record HeldFinish(FinishChoice Choice, HeldChecker Checker, int Before) : FinishChoice(Choice)
{
    /// <inheritdoc/>
    protected override SafetyCheck? OpenCheck(PipelineOptions pipeline, bool isPocket, Action<string> warn) => Checker.For(Safety, pipeline, isPocket, Before, warn);
}
