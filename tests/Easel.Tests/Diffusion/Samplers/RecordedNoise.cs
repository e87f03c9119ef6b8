using Easel.Diffusion.Noise;

namespace Easel.Tests.Diffusion.Samplers;

/// <summary>Noise that was recorded, then zeros; counts how often it is asked.</summary>
internal sealed class RecordedNoise(float[] numbers) : NoiseSource(NoiseKind.Torch, seed: 0)
{
    private int _next;

    public int Draws { get; private set; }

    private protected override (ulong Position, double? Spare) Place
    {
        get => ((ulong)_next, null);
        set => _next = (int)value.Position;
    }

    public override void Draw(Span<float> destination)
    {
        destination.Clear();
        if (_next < numbers.Length)
        {
            numbers.AsSpan(_next, destination.Length).CopyTo(destination);
        }

        _next += destination.Length;
        Draws++;
    }
}
