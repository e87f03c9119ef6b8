using System.Globalization;
using Easel.Diffusion;

namespace Easel.Server.Jobs;

/// <summary>Which jobs go together.</summary>
internal static class JointRule
{
    /// <summary>What must be in memory for a request: jobs that have this in common need no change of the model.</summary>
    public static string NetworkOf(ImageRequest request, string model) => request.Approximations.UsesInt8 ? $"{model} int8" : model;

    /// <summary>
    /// What jobs that are painted side by side have in common: the network, and the size of what it computes. What is left out on the way must be the same too, as it
    /// changes what the network computes.
    /// </summary>
    public static string JointOf(ImageRequest request, string model)
        => string.Create(CultureInfo.InvariantCulture, $"{NetworkOf(request, model)} {request.Width}x{request.Height} {request.Approximations}");
}
