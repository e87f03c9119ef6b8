namespace Easel.Cuda.Driver;

/// <summary>The driver's answers that Easel treats differently from others (cuda.h, CUresult).</summary>
public enum CudaError
{
    /// <summary>The driver is not there: there is no NVIDIA card, or no driver for it.</summary>
    NoDriver = -1,

    /// <summary>CUDA_ERROR_INVALID_VALUE</summary>
    InvalidValue = 1,

    /// <summary>CUDA_ERROR_OUT_OF_MEMORY</summary>
    OutOfMemory = 2,

    /// <summary>CUDA_ERROR_NO_DEVICE</summary>
    NoCard = 100,

    /// <summary>CUDA_ERROR_INVALID_PTX</summary>
    InvalidPtx = 218,

    /// <summary>CUDA_ERROR_UNSUPPORTED_PTX_VERSION: the driver is older than the kernels.</summary>
    UnsupportedPtxVersion = 222,

    /// <summary>CUDA_ERROR_ILLEGAL_ADDRESS: a kernel left its memory.</summary>
    IllegalAddress = 700,

    /// <summary>CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED and its neighbours: something that cannot be recorded.</summary>
    CaptureUnsupported = 900,
}
