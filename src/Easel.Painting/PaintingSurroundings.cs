using Easel.Diffusion.Pipelines;
using Easel.Painting.Jobs;

namespace Easel.Painting;

/// <summary>What a painting run sees of the world; tests have one of their own.</summary>
internal record PaintingSurroundings
{
    /// <summary>Errors, warnings, and progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>The user's folder of a name for files that can be had again; none if the system has no place for such.</summary>
    public Func<string, string?> CacheFolder { get; init; } = UserCache.Folder;

    /// <summary>Clock and timers.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Opens the engine.</summary>
    public PainterOpener OpenPainter { get; init; } = (options, warn) => new PipelinePainter(options, warn);

    /// <summary>Finds the model that comes with Easel.</summary>
    public Func<PocketModel?> FindPocket { get; init; } = PocketModel.Find;

    /// <summary>Why no digest can be computed on this machine; none if it can.</summary>
    public Func<string?> FindHashObstacle { get; init; } = OpenSsl.FindObstacle;

    /// <summary>Draws a number by lot, from 0, below the one it is given: seeds that nobody named.</summary>
    public Func<long, long> DrawBelow { get; init; } = Random.Shared.NextInt64;

    /// <summary>Lets other programs go first, for the rest of the process.</summary>
    public Action LowerPriority { get; init; } = SystemPriority.Lower;

    /// <summary>Seconds since the process began.</summary>
    public Func<double> SinceStart { get; init; } = () => (DateTime.Now - System.Diagnostics.Process.GetCurrentProcess().StartTime).TotalSeconds;

    /// <summary>Seconds of processors' work since then.</summary>
    public Func<double> WorkSinceStart { get; init; } = () => Environment.CpuUsage.TotalTime.TotalSeconds;

    /// <summary>Hashes of checkpoints, where several runs have them in common; each run computes its own if there are none.</summary>
    public ContentHash? Hashes { get; init; }

    /// <summary>What whoever asks for an end is told until it has come; nothing if none is given.</summary>
    public string? StopNote { get; init; } = "Stopping after this step; press Ctrl-C again to stop at once.";

    /// <summary>Asks the command to come to an end.</summary>
    public CancellationToken Cancel { get; init; }
}
