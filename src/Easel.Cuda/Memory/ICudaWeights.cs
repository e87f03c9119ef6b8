namespace Easel.Cuda.Memory;

/// <summary>Weights on a card.</summary>
internal interface ICudaWeights
{
    /// <summary>Whose they are.</summary>
    CudaDevice Device { get; }
}
