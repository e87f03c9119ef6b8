using Easel.Cuda.Driver;

namespace Easel.Cuda;

/// <summary>A card of this machine.</summary>
/// <param name="Index">Its number: <c>cuda:0</c> is 0.</param>
/// <param name="Properties">What it is.</param>
/// <param name="Obstacle">Why it cannot be used, as a sentence; none if it can.</param>
public sealed record Card(int Index, CardProperties Properties, string? Obstacle)
{
    /// <summary>As it is told: <c>cuda:0 (NVIDIA H100 80GB HBM3)</c>.</summary>
    public override string ToString() => $"cuda:{Index} ({Properties.Name})";
}
