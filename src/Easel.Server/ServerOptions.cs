using System.Net;
using Easel.Painting;
using Easel.Painting.Jobs;

namespace Easel.Server;

/// <summary>How a server is run.</summary>
internal sealed record ServerOptions
{
    /// <summary>The port where nothing else is said: A1111's, where its clients look.</summary>
    public const int UsualPort = 7860;

    /// <summary>Port to listen on; any free one if 0.</summary>
    public int Port { get; init; } = UsualPort;

    /// <summary>Address to listen on.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>Folder of the database, of pictures, and of what jobs need.</summary>
    public required string Data { get; init; }

    /// <summary>What whoever asks must know, each with the name of who it is for; nobody is asked for one if there is none.</summary>
    public IReadOnlyDictionary<string, string> Tokens { get; init; } = new Dictionary<string, string>();

    /// <summary>Names by which the server may be asked without a token, beside addresses and localhost.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>What paints where a request names no model.</summary>
    public required ChosenModel Model { get; init; }

    /// <summary>How that model, and any other, is opened: device, precision, threads; its checkpoint is <see cref="Model"/>'s.</summary>
    public required Diffusion.Pipelines.PipelineOptions Pipeline { get; init; }

    /// <summary>What finished pictures pass: safety check, watermark, signature.</summary>
    public FinishChoice Finish { get; init; } = FinishChoice.None;

    /// <summary>The most pictures that are painted side by side, where that is faster: see <see cref="Jobs.JointRule"/>.</summary>
    public int Together { get; init; } = Diffusion.Together.RunGroup.MostOnCard;

    /// <summary>Whether the last bits of pictures may depend on what is painted beside them: then they are painted side by side on a card too.</summary>
    public bool MayDiffer { get; init; }

    /// <summary>How runs treat other programs, and the memory to stay below.</summary>
    public RunSettings Run { get; init; } = new();

    /// <summary>Whether the log holds no prompt, and pictures' files tell of prompts by their hash only.</summary>
    public bool IsPrivate => Finish.HidesPrompts;

    /// <summary>What is too much.</summary>
    public ServerLimits Limits { get; init; } = new();
}

/// <summary>What a server refuses, so that one client cannot take it from all others.</summary>
internal sealed record ServerLimits
{
    /// <summary>Jobs that wait, of all clients.</summary>
    public int QueueLength { get; init; } = 10_000;

    /// <summary>Jobs that wait, of one token.</summary>
    public int QueueLengthPerToken { get; init; } = 5_000;

    /// <summary>Pictures of one job.</summary>
    public int PicturesPerJob { get; init; } = 100;

    /// <summary>Pixels of one picture.</summary>
    public long PixelsPerPicture { get; init; } = 2048 * 2048;

    /// <summary>Steps of one picture.</summary>
    public int Steps { get; init; } = 500;

    /// <summary>Bytes of a request's body.</summary>
    public long BodyBytes { get; init; } = 64 << 20;
}
