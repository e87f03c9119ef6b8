namespace Easel.Checkpoints;

/// <summary>How a checkpoint is stored.</summary>
public enum CheckpointFormat
{
    /// <summary>A zip archive of <c>torch.save</c>, since PyTorch 1.6: <c>.ckpt</c>, <c>.pt</c>, <c>.bin</c>.</summary>
    TorchZip,

    /// <summary>The form of <c>torch.save</c> before PyTorch 1.6: pickles, then storages.</summary>
    TorchLegacy,

    /// <summary>A JSON header, then tensors: <c>.safetensors</c>.</summary>
    Safetensors,

    /// <summary>A folder with <c>model_index.json</c> and one folder per network.</summary>
    Diffusers,
}
