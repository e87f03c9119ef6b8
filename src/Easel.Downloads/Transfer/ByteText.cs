using System.Globalization;

namespace Easel.Downloads.Transfer;

/// <summary>Numbers of bytes as people read them, in powers of ten as disks and model pages count.</summary>
public static class ByteText
{
    /// <summary>Such as <c>4.27 GB</c>, <c>1.4 MB</c>, <c>812 bytes</c>.</summary>
    public static string Of(long bytes) => bytes switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F2} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1} MB"),
        >= 10_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:F0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
    };
}
