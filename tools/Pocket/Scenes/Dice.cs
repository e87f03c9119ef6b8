namespace Easel.Pocket.Scenes;

/// <summary>Random choices that are the same for a seed on every machine and in every version of .NET: SplitMix64.</summary>
// Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014
internal sealed class Dice(ulong seed)
{
    private ulong _state = Mix(seed);

    /// <summary>A seed of its own for each number of a series.</summary>
    public static Dice For(ulong seed, int number) => new(Mix(seed) + (ulong)number);

    /// <summary>Scrambles 64 bits.</summary>
    public static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 to below 1.</summary>
    public float Unit()
    {
        _state += 0x9E3779B97F4A7C15;
        return (Mix(_state) >> 40) * (1f / (1 << 24));
    }

    /// <summary>From one number to below another.</summary>
    public float Between(float low, float high) => low + ((high - low) * Unit());

    /// <summary>From 0 to below a count.</summary>
    public int Below(int count) => Math.Min(count - 1, (int)(Unit() * count));

    /// <summary>Whether something of this probability happens.</summary>
    public bool Chance(float probability) => Unit() < probability;

    /// <summary>One of several.</summary>
    public T Pick<T>(ReadOnlySpan<T> choices) => choices[Below(choices.Length)];
}
