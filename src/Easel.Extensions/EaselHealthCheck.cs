using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Easel.Extensions;

/// <summary>Healthy unless the model could not be opened when it was last tried. Opens nothing itself: a program that is to be ready only when it can paint opens the model first.</summary>
/// <param name="painter">Whose model it is.</param>
public sealed class EaselHealthCheck(EaselPainter painter) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (painter.Failure is Exception failure)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy($"The model '{painter.ModelName}' cannot be opened: {failure.Message}", failure));
        }

        if (painter.Model is not { } model)
        {
            return Task.FromResult(HealthCheckResult.Healthy($"The model '{painter.ModelName}' has not been asked for yet."));
        }

        (long activations, long weights) = painter.Memory;
        return Task.FromResult(HealthCheckResult.Healthy($"The model '{painter.ModelName}' is open on {model.Device}.", new Dictionary<string, object>
        {
            ["model"] = painter.ModelName,
            ["device"] = model.Device,
            ["running"] = painter.Running,
            ["activationBytes"] = activations,
            ["weightBytes"] = weights,
        }));
    }
}
