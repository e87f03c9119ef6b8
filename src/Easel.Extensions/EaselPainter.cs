using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Diffusion.Together;

namespace Easel.Extensions;

/// <summary>
/// A model that is opened when it is first asked for, and paints for as many callers as come: their requests side by side, in the order of asking. What is painted has the bytes
/// that it has alone, unless <see cref="EaselOptions.MayDiffer"/>. Safe to call from any thread.
/// </summary>
public sealed class EaselPainter : IAsyncDisposable, IDisposable
{
    private readonly EaselOptions _options;
    private readonly PocketModel? _pocket;
    private readonly EaselTelemetry _telemetry;
    private readonly SemaphoreSlim _opening = new(1);
    private volatile PipelineGroup? _opened;
    private volatile bool _isDisposed;

    /// <summary>A painter.</summary>
    /// <param name="options">Which model, and how.</param>
    /// <param name="meters">Makes its meter; its own if none is given.</param>
    /// <exception cref="GenerationException">No model is named, and the program was copied without pocket.</exception>
    public EaselPainter(EaselOptions options, IMeterFactory? meters = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MostTogether ?? 1, 1);

        _options = options;
        _pocket = options.Model is null ? PocketModel.Find() : null;
        ModelName = options.ModelName ?? (options.Model is null ? PocketModel.Name : Path.GetFileNameWithoutExtension(options.Model.Checkpoint.TrimEnd('/', Path.DirectorySeparatorChar)));
        if (options.Model is null && _pocket is null)
        {
            throw new GenerationException($"There is no model: {nameof(EaselOptions)}.{nameof(EaselOptions.Model)} names none, and pocket is not in {PocketModel.Folder}, where it lies beside programs that refer to Easel.");
        }

        _telemetry = new EaselTelemetry(ModelName, () => Memory, meters);
    }

    /// <summary>What the model is called.</summary>
    public string ModelName { get; }

    /// <summary>What was opened; none before.</summary>
    public PipelineSummary? Model => _opened?.Pipeline.Model;

    /// <summary>Why the model could not be opened when it was last tried; none if it was, or was not asked for yet.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Requests that are painted now.</summary>
    public int Running => _opened?.Runs.Count ?? 0;

    /// <summary>The most bytes of activations held at once so far, and the bytes of weights.</summary>
    public (long Activations, long Weights) Memory => _opened is { } opened && !_isDisposed ? opened.Pipeline.Memory : default;

    /// <summary>What a prompt is painted as where nothing else is said.</summary>
    public ImageRequest RequestFor(string prompt) => _options.RequestFor?.Invoke(prompt) ?? _pocket?.RequestFor(prompt) ?? new ImageRequest { Batches = [[prompt]] };

    /// <summary>Opens the model, if it is not open.</summary>
    /// <returns>What was opened.</returns>
    /// <exception cref="Checkpoints.CheckpointException">The checkpoint cannot be used.</exception>
    /// <exception cref="Models.ConfigException">The config cannot be used.</exception>
    /// <exception cref="GenerationException">Something else that a run needs is missing.</exception>
    public async Task<PipelineSummary> OpenAsync(CancellationToken cancel = default) => (await OpenedAsync(cancel).ConfigureAwait(false)).Pipeline.Model;

    /// <summary>Paints a request: tells of each step and each picture. Leaving the loop early stops it after its step.</summary>
    /// <param name="request">What to paint.</param>
    /// <param name="options">How much of it, and what is told of it; all of it if none are given.</param>
    /// <param name="cancel">Asked once per step.</param>
    /// <exception cref="GenerationException">The request does not fit the model, or a result is not finite.</exception>
    public async IAsyncEnumerable<RunUpdate> PaintAsync(ImageRequest request, RunOptions? options = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using EaselTelemetry.RequestRecord record = _telemetry.Begin(request);
        IAsyncEnumerator<RunUpdate>? updates = null;
        try
        {
            while (true)
            {
                RunUpdate update;
                try
                {
                    updates ??= (await OpenedAsync(cancel).ConfigureAwait(false)).Runs.RunAsync(request, options ?? RunOptions.Whole, cancel).GetAsyncEnumerator(cancel);
                    if (!await updates.MoveNextAsync().ConfigureAwait(false))
                    {
                        record.Complete();
                        yield break;
                    }

                    update = updates.Current;
                }
                catch (Exception error)
                {
                    record.Fail(error);
                    throw;
                }

                record.Add(update);
                yield return update;
            }
        }
        finally
        {
            if (updates is not null)
            {
                await updates.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Stops what is painted after its step, and gives the model's memory back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _opening.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            if (_opened is PipelineGroup opened)
            {
                await opened.DisposeAsync().ConfigureAwait(false);
            }

            _telemetry.Dispose();
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => Task.Run(async () => await DisposeAsync().ConfigureAwait(false)).GetAwaiter().GetResult();

    private async Task<PipelineGroup> OpenedAsync(CancellationToken cancel)
    {
        await _opening.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _opened ??= await Task.Run(Open, cancel).ConfigureAwait(false);
        }
        finally
        {
            _opening.Release();
        }
    }

    private PipelineGroup Open()
    {
        try
        {
            PipelineOptions model = (_options.Model ?? _pocket!.Options) with { ReadsPictures = true };
            var opened = PipelineGroup.Open(model, _options.Warn, _options.MostTogether, _options.MayDiffer);
            Failure = null;
            return opened;
        }
        catch (Exception error)
        {
            Failure = error;
            throw;
        }
    }
}
