namespace Easel.Cuda.Driver;

/// <summary>The driver's answers that Easel treats differently from others (cuda.h, CUresult).</summary>
public enum CudaError
{
    /// <summary>The driver's library is there, but lacks calls that Easel needs.</summary>
    IncompleteDriver = -4,

    /// <summary>The card is older than the kernels.</summary>
    CardTooOld = -3,

    /// <summary>The driver is older than the kernels.</summary>
    DriverTooOld = -2,

    /// <summary>The driver is not there: there is no NVIDIA card, or no driver for it.</summary>
    NoDriver = -1,

    /// <summary>CUDA_ERROR_INVALID_VALUE</summary>
    InvalidValue = 1,

    /// <summary>CUDA_ERROR_OUT_OF_MEMORY</summary>
    OutOfMemory = 2,

    /// <summary>CUDA_ERROR_NOT_INITIALIZED</summary>
    NotInitialized = 3,

    /// <summary>CUDA_ERROR_STUB_LIBRARY: the library of CUDA's development kit, which only helps to build programs.</summary>
    StubLibrary = 34,

    /// <summary>CUDA_ERROR_DEVICE_UNAVAILABLE: another process has the card for itself.</summary>
    CardUnavailable = 46,

    /// <summary>CUDA_ERROR_NO_DEVICE</summary>
    NoCard = 100,

    /// <summary>CUDA_ERROR_INVALID_DEVICE</summary>
    InvalidCard = 101,

    /// <summary>CUDA_ERROR_NO_BINARY_FOR_GPU: kernels for newer cards.</summary>
    NoBinaryForCard = 209,

    /// <summary>CUDA_ERROR_ECC_UNCORRECTABLE: the card's memory has lost a bit.</summary>
    MemoryDamaged = 214,

    /// <summary>CUDA_ERROR_INVALID_PTX</summary>
    InvalidPtx = 218,

    /// <summary>CUDA_ERROR_JIT_COMPILER_NOT_FOUND</summary>
    TranslatorMissing = 221,

    /// <summary>CUDA_ERROR_UNSUPPORTED_PTX_VERSION: the driver is older than the kernels.</summary>
    UnsupportedPtxVersion = 222,

    /// <summary>CUDA_ERROR_JIT_COMPILATION_DISABLED: CUDA_DISABLE_PTX_JIT is set.</summary>
    TranslationDisabled = 223,

    /// <summary>CUDA_ERROR_NOT_FOUND: no function of that name.</summary>
    NotFound = 500,

    /// <summary>CUDA_ERROR_ILLEGAL_ADDRESS: a kernel left its memory.</summary>
    IllegalAddress = 700,

    /// <summary>CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES: a kernel wants more registers or shared memory than there are.</summary>
    LaunchOutOfResources = 701,

    /// <summary>CUDA_ERROR_LAUNCH_TIMEOUT: the system ended a kernel.</summary>
    LaunchTimeout = 702,

    /// <summary>CUDA_ERROR_ILLEGAL_INSTRUCTION</summary>
    IllegalInstruction = 715,

    /// <summary>CUDA_ERROR_MISALIGNED_ADDRESS</summary>
    MisalignedAddress = 716,

    /// <summary>CUDA_ERROR_LAUNCH_FAILED</summary>
    LaunchFailed = 719,

    /// <summary>CUDA_ERROR_NOT_PERMITTED</summary>
    NotPermitted = 800,

    /// <summary>CUDA_ERROR_NOT_SUPPORTED: something that this driver does not do on this card or in this surrounding.</summary>
    NotSupported = 801,

    /// <summary>CUDA_ERROR_SYSTEM_DRIVER_MISMATCH: the library and the kernel's module are of different versions.</summary>
    DriverMismatch = 803,

    /// <summary>CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED and its neighbours up to 908: something that cannot be recorded.</summary>
    CaptureUnsupported = 900,

    /// <summary>CUDA_ERROR_STREAM_CAPTURE_INVALIDATED: an earlier call has spoilt the recording.</summary>
    CaptureInvalidated = 901,

    /// <summary>CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD: a recording must end where it began.</summary>
    CaptureWrongThread = 908,

    /// <summary>CUDA_ERROR_UNKNOWN</summary>
    Unknown = 999,
}
