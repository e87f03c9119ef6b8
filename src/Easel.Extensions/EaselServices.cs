using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Easel.Extensions;

/// <summary>Easel for programs with dependency injection.</summary>
public static class EaselServices
{
    /// <summary>Adds an <see cref="EaselPainter"/>, and an <see cref="IImageGenerator"/> of it. The model is opened when it is first asked for.</summary>
    /// <param name="services">The program's.</param>
    /// <param name="configure">Says which model, and how; without it, pocket on the processor.</param>
    public static IServiceCollection AddEasel(this IServiceCollection services, Action<EaselOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);

        OptionsBuilder<EaselOptions> options = services.AddOptions<EaselOptions>()
            .Validate(options => options.MostTogether is null or >= 1, $"{nameof(EaselOptions)}.{nameof(EaselOptions.MostTogether)} is below 1; 1 or more requests can be painted side by side.");
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton(provider => new EaselPainter(provider.GetRequiredService<IOptions<EaselOptions>>().Value, provider.GetService<IMeterFactory>()));
        services.TryAddSingleton<EaselImageGenerator>();
        services.TryAddSingleton<IImageGenerator>(provider => provider.GetRequiredService<EaselImageGenerator>());
        return services;
    }

    /// <summary>Adds a check of the model that <see cref="AddEasel"/> paints with: see <see cref="EaselHealthCheck"/>.</summary>
    /// <param name="builder">Where checks are added.</param>
    /// <param name="name">What the check is called.</param>
    /// <param name="tags">What it is chosen by, such as <c>ready</c>.</param>
    public static IHealthChecksBuilder AddEaselCheck(this IHealthChecksBuilder builder, string name = "easel", params IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(builder);

        return builder.AddCheck<EaselHealthCheck>(name, tags: tags);
    }
}
