using Easel.Cli.Painting;
using Easel.Cuda;
using Easel.Diffusion.Pipelines;

namespace Easel.Cli;

/// <summary>What a command sees of the world; tests have one of their own.</summary>
internal sealed record Surroundings
{
    /// <summary>Results: lines for people, or JSON.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Errors, warnings, and progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether lines on <see cref="Error"/> can be drawn over.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Whether the terminal shows more than ASCII.</summary>
    public bool HasUnicode { get; init; }

    /// <summary>Reads a line that the user types, or none at the end of input; not there where nobody sits at a terminal to be asked.</summary>
    public Func<string?>? ReadLine { get; init; }

    /// <summary>The user's folder of a name for files that can be had again; none if the system has no place for such.</summary>
    public Func<string, string?> CacheFolder { get; init; } = UserCache.Folder;

    /// <summary>Width of the terminal.</summary>
    public Func<int> Columns { get; init; } = () => 80;

    /// <summary>Whether errors are shown with all details.</summary>
    public bool ShowsDetails { get; init; }

    /// <summary>Clock and timers.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Opens the engine.</summary>
    public PainterOpener OpenPainter { get; init; } = (options, warn) => new PipelinePainter(options, warn);

    /// <summary>Finds the model that comes with Easel.</summary>
    public Func<PocketModel?> FindPocket { get; init; } = PocketModel.Find;

    /// <summary>Looks for NVIDIA cards.</summary>
    public Func<CardSurvey> SurveyCards { get; init; } = CardSurvey.Take;

    /// <summary>Why no digest can be computed on this machine; none if it can.</summary>
    public Func<string?> FindHashObstacle { get; init; } = OpenSsl.FindObstacle;

    /// <summary>Draws a number by lot, from 0, below the one it is given: seeds that nobody named.</summary>
    public Func<long, long> DrawBelow { get; init; } = Random.Shared.NextInt64;

    /// <summary>Lets other programs go first, for the rest of the process.</summary>
    public Action LowerPriority { get; init; } = SystemPriority.Lower;

    /// <summary>Seconds since the process began.</summary>
    public Func<double> SinceStart { get; init; } = () => (DateTime.Now - System.Diagnostics.Process.GetCurrentProcess().StartTime).TotalSeconds;

    /// <summary>Asks the command to come to an end.</summary>
    public CancellationToken Cancel { get; init; }
}
