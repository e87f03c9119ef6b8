using System.Globalization;
using Easel.Diffusion;

namespace Easel.Server.Jobs;

/// <summary>Which jobs go together.</summary>
internal static class JointRule
{
    /// <summary>Pixels of the largest picture that the processor paints faster beside others than alone: what is larger fills it by itself, and would only be done later.</summary>
    private const int MostPixelsOnProcessor = 256 * 256;

    /// <summary>How many pictures of a request's size are painted side by side.</summary>
    /// <param name="request">The request.</param>
    /// <param name="room">What <see cref="Models.ModelHolder.Room"/> says.</param>
    /// <param name="options">How the server is run. Where memory was promised to stay below a limit, that is reckoned for one picture.</param>
    public static int MostTogether(ImageRequest request, (int Most, bool IsOnCard)? room, ServerOptions options)
        => room is not (int most, bool isOnCard) || options.Run.MaxMemory is not null || (!isOnCard && (long)request.Width * request.Height > MostPixelsOnProcessor) ? 1 : Math.Min(most, options.Together);

    /// <summary>What must be in memory for a request: jobs that have this in common need no change of the model.</summary>
    public static string NetworkOf(ImageRequest request, string model) => request.Approximations.UsesInt8 ? $"{model} int8" : model;

    /// <summary>
    /// What jobs that are painted side by side have in common: the network, and the size of what it computes. What is left out on the way must be the same too, as it
    /// changes what the network computes.
    /// </summary>
    public static string JointOf(ImageRequest request, string model)
        => string.Create(CultureInfo.InvariantCulture, $"{NetworkOf(request, model)} {request.Width}x{request.Height} {request.Approximations}");
}
