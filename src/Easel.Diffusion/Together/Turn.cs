using Easel.Tensors;

namespace Easel.Diffusion.Together;

/// <summary>One run's place among <see cref="Turns"/>; it ends when this is disposed.</summary>
/// <param name="turns">All of them.</param>
/// <param name="number">Of the run: greater than that of any run that began before.</param>
internal sealed class Turn(Turns turns, long number) : IDisposable
{
    private bool _ended;

    /// <summary>Of the run.</summary>
    public long Number => number;

    /// <summary>Waits until a call is answered.</summary>
    /// <returns>Its result, of no scope.</returns>
    public Tensor Call(UNetCall call)
    {
        turns.Call(call);
        return call.Result!;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_ended)
        {
            _ended = true;
            turns.End();
        }
    }
}
