namespace Easel.Tensors.Backends;

/// <summary>Work that is done many times: see <see cref="Device.Repeat"/>.</summary>
/// <param name="work">Makes a tensor of others.</param>
public class RepeatedWork(Func<IReadOnlyList<Tensor>, Tensor> work) : IDisposable
{
    /// <summary>Does it once.</summary>
    /// <param name="inputs">In the same shapes every time.</param>
    /// <returns>A tensor of the scope around the call.</returns>
    public virtual Tensor Run(params IReadOnlyList<Tensor> inputs) => work(inputs);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what was recorded.</summary>
    /// <param name="disposing">Whether it is asked for.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
