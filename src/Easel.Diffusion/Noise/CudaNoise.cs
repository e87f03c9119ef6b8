using Easel.Diffusion.Numerics;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Noise;

/// <summary>
/// <c>torch.randn</c> in float32 on an NVIDIA GPU: Philox 4x32-10 (Salmon et al. 2011, doi:10.1145/2063384.2063405) and Box-Muller, computed in float64.
/// </summary>
/// <remarks>
/// Element i of tensor n is made from the first two words of counter (n, 0, i, 0). So it is on a GPU that runs a thread per element: up to 41,000 elements on
/// the smallest cards in use, 270,000 on the largest (two and sixteen latents of images of 512 x 512). Where there are more, a thread goes on with the
/// other three numbers of its counter and the result depends on the card; this source stays with one counter per element then, as other programs that imitate a GPU do.
/// A GPU's own sine and logarithm are rounded more coarsely, which shows in the seventh digit.
/// </remarks>
internal sealed class CudaNoise(ulong seed) : NoiseSource(NoiseKind.Cuda, seed)
{
    // 2^-32 and 2 pi 2^-32 in float32, from cuRAND.
    private const double PerWord = 2.3283064e-10f;
    private const double TurnPerWord = 2.3283064e-10f * 6.2831855f;

    private ulong _tensors;

    /// <inheritdoc/>
    private protected override (ulong Position, double? Spare) Place
    {
        get => (_tensors, null);
        set => _tensors = value.Position;
    }

    /// <inheritdoc/>
    public override void Draw(Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            (uint first, uint second) = Philox(_tensors, (uint)i);
            double radius = Math.Sqrt(-2 * DeterministicMath.Log((first * PerWord) + (PerWord / 2)));
            destination[i] = (float)(radius * DeterministicMath.SinCos((second * TurnPerWord) + (TurnPerWord / 2)).Sine);
        }

        _tensors++;
    }

    /// <inheritdoc/>
    internal override Tensor? DrawOn(Device device, Shape shape, int first)
    {
        Tensor? drawn = device.DrawNoise(shape, Seed, _tensors, first);
        if (drawn is not null)
        {
            _tensors++;
        }

        return drawn;
    }

    /// <inheritdoc/>
    internal override void Pass(int count) => _tensors++;

    /// <summary>The first two of four words, for a counter of tensor and element.</summary>
    private (uint First, uint Second) Philox(ulong tensor, uint element)
    {
        (uint c0, uint c1, uint c2, uint c3) = ((uint)tensor, (uint)(tensor >> 32), element, 0u);
        (uint k0, uint k1) = ((uint)Seed, (uint)(Seed >> 32));

        for (int round = 0; round < 10; round++)
        {
            ulong product0 = 0xD2511F53UL * c0;
            ulong product2 = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) = ((uint)(product2 >> 32) ^ c1 ^ k0, (uint)product2, (uint)(product0 >> 32) ^ c3 ^ k1, (uint)product0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }

        return (c0, c1);
    }
}
