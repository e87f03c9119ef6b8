namespace Easel.Cuda.Driver;

/// <summary>The driver, or the lack of one, stands in the way. The message is a sentence for people.</summary>
public sealed class CudaException : Exception
{
    /// <summary>Says what is in the way.</summary>
    /// <param name="error">The driver's answer; others than those named are kept as their number.</param>
    /// <param name="message">A sentence for people.</param>
    /// <param name="inner">What came before.</param>
    public CudaException(CudaError error, string message, Exception? inner = null)
        : base(message, inner)
    {
        Error = error;
    }

    /// <summary>The driver's answer.</summary>
    public CudaError Error { get; }
}
