namespace Easel.Diffusion.Planning;

/// <summary>How a machine is doing now, against what it did when it was measured and nothing disturbed it.</summary>
/// <param name="Busy">How many times as long something takes from its begin to its end: other programs' turns, and <paramref name="Slow"/>.</param>
/// <param name="Slow">How many times as long a processor computes it: its speed changes too, on shared hosts by a third within minutes.</param>
public readonly record struct MachinePace(double Busy, double Slow)
{
    /// <summary>As it was measured.</summary>
    public static MachinePace Calm { get; } = new(1, 1);
}
