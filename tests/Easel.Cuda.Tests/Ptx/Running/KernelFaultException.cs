namespace Easel.Cuda.Tests.Ptx.Running;

/// <summary>A kernel did what it must not do. The message says what, and where.</summary>
internal sealed class KernelFaultException(string message, int lane = -1, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Of the warp, or -1 if it is not one lane's fault.</summary>
    public int Lane { get; } = lane;
}
