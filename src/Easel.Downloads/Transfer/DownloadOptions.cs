namespace Easel.Downloads.Transfer;

/// <summary>How patient a download is, and whom it trusts.</summary>
public sealed record DownloadOptions
{
    /// <summary>What this program calls itself.</summary>
    public string Agent { get; init; } = "easel";

    /// <summary>The user's token, as a bearer; none if there is none.</summary>
    public string? Token { get; init; }

    /// <summary>Hosts that may be told <see cref="Token"/>, when they are asked first hand and over https.</summary>
    public IReadOnlyList<string> TokenHosts { get; init; } = [];

    /// <summary>Whether addresses of http are used on other machines than this.</summary>
    public bool AllowsHttp { get; init; }

    /// <summary>How long a mirror may be silent.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Attempts in a row that bring nothing new, until the next mirror is asked. 1 or more.</summary>
    public int Patience { get; init; } = 5;

    /// <summary>The pause after the first of them; each next is twice as long.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause of our own.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest pause that a mirror may ask for (Retry-After); one that asks for more is left.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Redirects that are followed.</summary>
    public int MaxRedirects { get; init; } = 10;

    /// <summary>Clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Waits.</summary>
    public Func<TimeSpan, CancellationToken, Task> Pause { get; init; } = Task.Delay;

    /// <summary>A number from 0 to 1: spreads the pauses of many who lost the same server at once.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    /// <summary>Bytes free on the disk of a folder; none if the system does not say.</summary>
    public Func<string, long?> FreeSpace { get; init; } = Disk.FreeSpace;

    /// <summary>Stands between a file and what is written to it.</summary>
    internal Func<Stream, Stream> Wrap { get; init; } = stream => stream;
}
