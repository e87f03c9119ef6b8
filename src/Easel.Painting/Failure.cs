using Easel.Checkpoints;
using Easel.Cuda.Driver;
using Easel.Diffusion;
using Easel.Imaging;
using Easel.Models;
using Easel.Painting.Texts;
using Easel.Provenance;

namespace Easel.Painting;

/// <summary>What the user is told of an exception.</summary>
/// <param name="Message">no stack trace</param>
/// <param name="ExitCode">what the shell is told</param>
internal sealed record Failure(string Message, int ExitCode)
{
    /// <summary>Whether Easel itself is at fault.</summary>
    public bool IsMistake { get; private init; }

    /// <summary>The message and code for an exception.</summary>
    public static Failure Of(Exception error) => error switch
    {
        UsageException => new(error.Message, Painting.ExitCode.Usage),
        InterruptedException => new(error.Message, Painting.ExitCode.Interrupted),
        OperationCanceledException => new("Interrupted.", Painting.ExitCode.Interrupted),
        CheckpointException or ConfigException or GenerationException or CudaException or ImageException or IOException or ProvenanceException or UnauthorizedAccessException => new(error.Message, Painting.ExitCode.Failure),
        OutOfMemoryException => new("Not enough memory. Try fewer pictures at once, smaller ones, or close other programs.", Painting.ExitCode.Failure),
        AggregateException { InnerExceptions: [Exception only] } => Of(only),
        _ => new(
            $"Easel made a mistake ({error.GetType().Name}: {error.Message.ReplaceLineEndings(" ")}). Please report it with what EASEL_DEBUG=1 easel ... prints.",
            Painting.ExitCode.Failure)
        {
            IsMistake = true,
        },
    };
}
