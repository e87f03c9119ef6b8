using System.Net.Sockets;
using Easel.Painting;
using Easel.Server.Api;
using Easel.Server.Api.Problems;
using Easel.Server.Automatic1111;
using Easel.Server.Foreign;
using Easel.Server.Gallery;
using Easel.Server.Jobs;
using Easel.Server.Models;
using Easel.Server.OpenAi;
using Easel.Server.Page;
using Easel.Server.Security;
using Easel.Server.Storage;
using Easel.Server.Studies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Easel.Server;

/// <summary>Easel as a server: its parts put together.</summary>
internal static class EaselServer
{
    /// <summary>How long the end of a server may take: its step, its state, its clients. Longer steps are given up; they are begun again from the one before.</summary>
    public static readonly TimeSpan MostStopping = TimeSpan.FromSeconds(8);

    /// <summary>Makes a server that is not started yet. Disposing it lets the data folder go.</summary>
    /// <param name="options">How it is run.</param>
    /// <param name="surroundings">What it sees of the world.</param>
    /// <exception cref="IOException">The data folder cannot be used, or another server uses it.</exception>
    public static WebApplication Create(ServerOptions options, PaintingSurroundings surroundings)
    {
        // Nothing is read from files or variables that happen to be there.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Easel.Server" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            WebLimits.Apply(kestrel.Limits, options.Limits);
            kestrel.Listen(options.Host, options.Port);
        });

        // What hinders the host from starting is told by whoever starts it; what runs in it tells of its own mistakes.
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None).AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        AddServices(builder.Services, options, surroundings);

        WebApplication app = builder.Build();
        try
        {
            // First of all: whoever asks is answered when jobs of the server before are in the queue again.
            _ = app.Services.GetRequiredService<DataFolder>();
            app.Services.GetRequiredService<JobTurns>().Recover();
            app.Services.GetRequiredService<JobQueue>().ForgetUnwanted();
            JobFolders.Sweep(app.Services.GetRequiredService<Database>(), app.Services.GetRequiredService<DataFolder>());

            // Who follows would hold the server back.
            app.Lifetime.ApplicationStopping.Register(app.Services.GetRequiredService<JobEvents>().Close);
            Map(app);
            return app;
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
    }

    /// <summary>Starts it.</summary>
    /// <returns>where it is reached</returns>
    /// <exception cref="IOException">The address cannot be listened on; the message says what to do.</exception>
    public static async Task<string> StartAsync(WebApplication app, CancellationToken cancel)
    {
        ServerOptions options = app.Services.GetRequiredService<ServerOptions>();
        try
        {
            await app.StartAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception error) when (SocketErrorOf(error) is SocketError code)
        {
            throw new IOException(code switch
            {
                SocketError.AddressAlreadyInUse => $"Port {options.Port} of {options.Host} is taken by another program. Choose another: --port N, or --port 0 for any free one",
                SocketError.AddressNotAvailable => $"{options.Host} is no address of this machine. Choose one that it has: --host 127.0.0.1 for this machine alone, --host 0.0.0.0 for all its addresses",
                SocketError.AccessDenied => $"Port {options.Port} may be used by the system's administrator only. Choose another above 1023: --port N",
                _ => $"{options.Host}, port {options.Port}, cannot be listened on ({code}). Choose another address: --host ADDRESS --port N",
            }, error);
        }

        return app.Urls.First();
    }

    /// <summary>Waits until somebody asks for the end, or the server comes to one by itself.</summary>
    public static async Task WaitAsync(WebApplication app, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, app.Lifetime.ApplicationStopping);
        await Task.Delay(Timeout.Infinite, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Ends it: behind the step that is being taken, or, if that takes too long, in the middle of it.</summary>
    public static async Task StopAsync(WebApplication app)
    {
        try
        {
            await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It took too long: the journal has the step before.
        }
    }

    private static void AddServices(IServiceCollection services, ServerOptions options, PaintingSurroundings surroundings)
    {
        services.AddRouting();
        services.AddApi();
        services.AddStudies();
        services.AddSingleton<TokenKeeper>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<SignInPace>();
        services.AddSingleton<Discretion>();
        services.AddSingleton(_ => PageFiles.Embedded());
        services.Configure<HostOptions>(host => (host.ShutdownTimeout, host.ServicesStopConcurrently) = (MostStopping, true));

        // Signals are the command's business.
        services.AddSingleton<IHostLifetime, QuietLifetime>();
        services.AddSingleton(options);
        services.AddSingleton(options.Limits);
        services.AddSingleton(surroundings);
        services.AddSingleton(surroundings.Time);
        services.AddSingleton(_ => DataFolder.Take(options.Data));
        services.AddSingleton(provider => Database.Open(provider.GetRequiredService<DataFolder>().Database));
        services.AddSingleton<SortableId>();
        services.AddJobs(options, surroundings);
        services.AddSingleton<PictureStore>();
        services.AddSingleton<Thumbnails>();
        services.AddSingleton<IGallery, PictureGallery>();
        services.AddSingleton<ForeignJobs>();
        Automatic1111Endpoints.AddServices(services, surroundings);
        OpenAiEndpoints.AddServices(services, surroundings);
        services.AddSingleton(new ModelList(options, surroundings));
        services.AddSingleton<IModels>(provider => provider.GetRequiredService<ModelList>());
    }

    private static void Map(WebApplication app)
    {
        app.UseMiddleware<SafeHeaders>();
        app.UseMiddleware<ProblemAnswers>();
        app.UseRouting();
        app.UseMiddleware<Gate>();
        HealthEndpoints.Map(app);
        ApiEndpoints.Map(app);
        Automatic1111Endpoints.Map(app);
        OpenAiEndpoints.Map(app);
        PageEndpoints.Map(app, app.Services.GetRequiredService<PageFiles>());
    }

    private static SocketError? SocketErrorOf(Exception? error) => error switch
    {
        null => null,
        SocketException socket => socket.SocketErrorCode,
        AggregateException several => several.InnerExceptions.Select(SocketErrorOf).FirstOrDefault(code => code is not null),
        _ => SocketErrorOf(error.InnerException),
    };

    /// <summary>A lifetime that hears no signals.</summary>
    private sealed class QuietLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
