namespace Easel.Cuda;

/// <summary>What a device held of its card at most.</summary>
/// <param name="Held">Bytes that it had asked for: weights, arenas with what was free in them, buffers. <see cref="CardOverhead"/> comes to them.</param>
/// <param name="Used">Bytes of the card that were in use then, by everybody: what nvidia-smi calls used.</param>
/// <param name="UsedWhenOpened">The same when the device was opened and had asked for nothing.</param>
public sealed record CardUse(long Held, long Used, long UsedWhenOpened);
