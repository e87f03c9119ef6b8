using System.Buffers;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Noise;

/// <summary>A stream of standard normal numbers that a seed names.</summary>
public abstract class NoiseSource
{
    private readonly NoiseKind _kind;

    private protected NoiseSource(NoiseKind kind, ulong seed)
    {
        _kind = kind;
        Seed = seed;
    }

    /// <summary>The number that names the stream.</summary>
    public ulong Seed { get; }

    /// <summary>The source of a kind, from the beginning.</summary>
    /// <exception cref="GenerationException">The seed is none of that kind: NumPy's end at 4294967295.</exception>
    public static NoiseSource Create(NoiseKind kind, ulong seed) => kind switch
    {
        NoiseKind.Torch => new TorchNoise(seed),
        NoiseKind.Cuda => new CudaNoise(seed),
        NoiseKind.Numpy => new NumpyNoise(seed),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of noise."),
    };

    /// <summary>The source that a state was saved of, ready to go on there.</summary>
    public static NoiseSource Create(NoiseState state)
    {
        NoiseSource source = Create(state.Kind, state.Seed);
        source.Restore(state);
        return source;
    }

    /// <summary>The next numbers, drawn as one tensor: how many are asked for at once matters to what comes.</summary>
    public abstract void Draw(Span<float> destination);

    /// <summary>The next numbers, drawn by a device itself, bit for bit those of <see cref="Draw"/>.</summary>
    /// <param name="device">Where they are wanted.</param>
    /// <param name="shape">[batch, height, width, channels], of a tensor that is drawn in the order [all, channels, height, width].</param>
    /// <param name="first">The element that the batch begins with, in that order.</param>
    /// <returns>None, and nothing is drawn, where the device does not offer these numbers.</returns>
    internal virtual Tensor? DrawOn(Device device, Shape shape, int first) => null;

    /// <summary>Lets the next numbers go by that <see cref="Draw"/> would give.</summary>
    /// <param name="count">How many are drawn at once.</param>
    internal virtual void Pass(int count)
    {
        float[] numbers = ArrayPool<float>.Shared.Rent(count);
        Draw(numbers.AsSpan(0, count));
        ArrayPool<float>.Shared.Return(numbers);
    }

    /// <summary>Where the stream stands now.</summary>
    public NoiseState Save()
    {
        (ulong position, double? spare) = Place;
        return new NoiseState(_kind, Seed, position, spare);
    }

    /// <summary>Goes to where the stream stood when the state was saved. Free if it stands there; otherwise at most the time to draw that far.</summary>
    /// <exception cref="ArgumentException">The state is another stream's.</exception>
    public void Restore(NoiseState state)
    {
        if (state.Kind != _kind || state.Seed != Seed)
        {
            throw new ArgumentException($"A state of the {state.Kind} noise of seed {state.Seed} was given to the {_kind} noise of seed {Seed}.", nameof(state));
        }

        Place = (state.Position, state.Spare);
    }

    /// <summary>The position in the stream, and the second half of a pair not handed out yet.</summary>
    private protected abstract (ulong Position, double? Spare) Place { get; set; }
}
