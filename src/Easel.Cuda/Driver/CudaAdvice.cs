namespace Easel.Cuda.Driver;

/// <summary>What a person can do about the driver's answers.</summary>
internal static class CudaAdvice
{
    private const string Report = "This is a mistake of Easel, and the card cannot be used again before Easel is started anew. Please report it, and use --device cpu until then.";

    /// <summary>A sentence or two.</summary>
    public static string For(CudaError error) => error switch
    {
        CudaError.OutOfMemory =>
            "The card has too little free memory. Close other programs that use it (nvidia-smi lists them), paint fewer pictures at once or smaller ones, use --precision autocast, or --device cpu.",
        CudaError.NoCard =>
            "The driver is there, but shows no NVIDIA card. See what nvidia-smi says; in a container, start it with --gpus all; and CUDA_VISIBLE_DEVICES, if it is set, hides cards.",
        CudaError.InvalidCard => "There is no card of that number; easel doctor lists the cards.",
        CudaError.StubLibrary =>
            "The library that was found is the stub of CUDA's development kit, not the driver. Take its folder out of LD_LIBRARY_PATH, or install NVIDIA's driver.",
        CudaError.CardUnavailable => "Another process has the card for itself (compute mode 'exclusive'). End that process, or name another card: --device cuda:1.",
        CudaError.DriverMismatch =>
            "The driver's library and its part in the system's kernel are of different versions, as after an update. Restart the machine; in a container, start the container anew.",
        CudaError.NotInitialized or CudaError.Unknown => "See whether nvidia-smi works. After an update of the driver or a sleep of the machine a restart helps.",
        CudaError.TranslatorMissing =>
            "The driver's own translator, libnvidia-ptxjitcompiler, is missing. Install the driver's whole package; in a container, NVIDIA_DRIVER_CAPABILITIES must have 'compute'.",
        CudaError.TranslationDisabled => "The environment variable CUDA_DISABLE_PTX_JIT forbids the driver to translate Easel's kernels. Unset it.",
        CudaError.UnsupportedPtxVersion or CudaError.InvalidPtx => $"The driver does not understand Easel's kernels. Install a newer driver; CUDA {CudaRequirements.DriverText} or newer is wanted.",
        CudaError.NoBinaryForCard => $"The card is too old for Easel's kernels: {CudaRequirements.CardText} is wanted.",
        CudaError.MemoryDamaged => "The card's memory has an error that cannot be corrected. Restart the machine; if it happens again, the card may be broken.",
        CudaError.LaunchTimeout => "The system ended a computation that took it too long, as it does on a card that also draws the screen. Paint smaller pictures, or fewer at once.",
        CudaError.NotPermitted => "The system forbids it. In a container, see whether it may use the card.",
        CudaError.IllegalAddress or CudaError.IllegalInstruction or CudaError.MisalignedAddress or CudaError.LaunchFailed => Report,
        >= CudaError.CaptureUnsupported and <= CudaError.CaptureWrongThread => "Something was called that cannot be recorded. This is a mistake of Easel: please report it.",
        CudaError.InvalidValue or CudaError.NotFound or CudaError.LaunchOutOfResources => "This is a mistake of Easel: please report it, and use --device cpu until then.",
        _ => "See whether nvidia-smi works; if it does, please report this, and use --device cpu until then.",
    };
}
