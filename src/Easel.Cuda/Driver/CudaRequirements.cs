namespace Easel.Cuda.Driver;

/// <summary>What Easel's kernels want of a card and of its driver.</summary>
public static class CudaRequirements
{
    /// <summary>The oldest driver: PTX 7.0 came with CUDA 11.0.</summary>
    public const int Driver = 11000;

    /// <summary>The oldest driver, for people.</summary>
    public const string DriverText = "11.0 (driver 450, 2020)";

    /// <summary>The oldest card, for people.</summary>
    public const string CardText = "compute capability 8.0 (Ampere, 2020) or newer";

    private static readonly (int Major, int Minor) s_capability = (8, 0);

    /// <summary>A driver's version for people: 12040 is 12.4.</summary>
    public static string VersionText(int version) => $"{version / 1000}.{version % 1000 / 10}";

    /// <summary>Why a card cannot be used, or none if it can.</summary>
    /// <param name="index">The card's number.</param>
    /// <param name="card">What it is.</param>
    public static string? Obstacle(int index, CardProperties card)
    {
        ArgumentNullException.ThrowIfNull(card);
        return card.Capability.CompareTo(s_capability) >= 0
            ? null
            : $"Card {index}, {card.Name}, has compute capability {card.Capability.Major}.{card.Capability.Minor}; Easel's kernels want {CardText}.";
    }

    /// <summary>Why a driver cannot be used, or none if it can.</summary>
    internal static string? Obstacle(int version) => version >= Driver
        ? null
        : $"The NVIDIA driver speaks CUDA {VersionText(version)}, which is too old; {DriverText} or newer is wanted. Install a newer driver from https://www.nvidia.com/drivers.";
}
