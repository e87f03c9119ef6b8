using System.Runtime.CompilerServices;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;

namespace Easel.Diffusion.Together;

/// <summary>
/// Runs of one pipeline side by side. Each has its own sampler, noise, positions, updates and end, and the bytes that it has alone; what runs of one size ask of the network at the
/// same time is computed as one batch, whichever step each is at. They begin and end whenever they like, and none minds another's failure. While the group is open, the
/// pipeline paints for it alone. On a card only runs that may differ in their last bits are joined: see <see cref="Pipeline.BeginGroup"/>.
/// </summary>
public sealed class RunGroup : IAsyncDisposable
{
    /// <summary>
    /// Runs side by side on the processor where nothing else is said. Each takes the memory of a step and makes the others wait for its own. Measured with pocket on two cores, in full
    /// precision and in autocast: 4 take 1.5 and 1.2 times less processor time for a picture than one after the other, 8 take 1.65 and 1.3 times less.
    /// </summary>
    public const int MostOnProcessor = 4;

    /// <summary>The same on a card, whose memory may be for fewer.</summary>
    public const int MostOnCard = 8;

    private readonly LoadedModel _model;
    private readonly Action<ImageRequest, RunOptions> _require;
    private readonly Action _ended;
    private readonly JointUNet _unet;
    private readonly Turns _turns;
    private readonly GroupPlaces _places;
    private readonly CancellationTokenSource _ending = new();
    private readonly HashSet<TaskCompletionSource> _painting = [];
    private bool _isEnded;

    /// <summary>A group.</summary>
    /// <param name="model">Painted with.</param>
    /// <param name="most">The most runs at once.</param>
    /// <param name="joins">Whether calls of several runs are computed as one batch; else they take turns.</param>
    /// <param name="require">Refuses requests that cannot be painted.</param>
    /// <param name="ended">Told when the group has ended.</param>
    internal RunGroup(LoadedModel model, int most, bool joins, Action<ImageRequest, RunOptions> require, Action ended)
    {
        _model = model;
        _require = require;
        _ended = ended;
        _unet = new JointUNet(model.Device, model.UNet, joins);
        _turns = new Turns(model.Device, _unet.Compute);
        _places = new GroupPlaces(requests => requests.Count <= most && model.Room?.Holds(requests) != false);
        Most = most;
    }

    /// <summary>The most runs side by side; others wait for their place. A card may have memory for fewer.</summary>
    public int Most { get; }

    /// <summary>Runs that have a place.</summary>
    public int Count => _places.Taken;

    /// <summary>What the network was asked for so far, and in how many batches.</summary>
    internal (long Calls, long Batches) Computed => _unet.Count;

    /// <summary>Paints a request beside those that are being painted, as soon as there is a place. Leaving the loop early stops the run after its step.</summary>
    /// <param name="request">What to paint.</param>
    /// <param name="cancel">Asked once per step.</param>
    /// <exception cref="GenerationException">The request does not fit the model, or a result is not finite.</exception>
    /// <exception cref="ObjectDisposedException">The group has ended.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, or the group has ended meanwhile.</exception>
    public IAsyncEnumerable<RunUpdate> RunAsync(ImageRequest request, CancellationToken cancel = default) => RunAsync(request, RunOptions.Whole, cancel);

    /// <inheritdoc cref="RunAsync(ImageRequest, CancellationToken)"/>
    /// <param name="request">What to paint.</param>
    /// <param name="options">How much of it.</param>
    /// <param name="cancel">Asked once per step.</param>
    public async IAsyncEnumerable<RunUpdate> RunAsync(ImageRequest request, RunOptions options, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(options);
        ObjectDisposedException.ThrowIf(_isEnded, this);
        _require(request, options);
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancel, _ending.Token);
        TaskCompletionSource done = Register();
        try
        {
            using IDisposable place = await _places.TakeAsync(request, stopped.Token).ConfigureAwait(false);
            await foreach (RunUpdate update in PaintingThread.Updates(token => Updates(request, options, done, token), _model.Device, stopped.Token).ConfigureAwait(false))
            {
                yield return update;
            }
        }
        finally
        {
            End(done);
        }
    }

    /// <summary>Stops all runs after their step, waits for that, and lets the pipeline paint for others again.</summary>
    public async ValueTask DisposeAsync()
    {
        TaskCompletionSource[] painting;
        lock (_painting)
        {
            if (_isEnded)
            {
                return;
            }

            _isEnded = true;
            painting = [.. _painting];
        }

        if (painting.Length > 0)
        {
            // Whoever stops runs wants the end soon.
            _model.Kept?.Abandon();
        }

        await _ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(painting.Select(run => run.Task)).ConfigureAwait(false);
        try
        {
            _turns.Between(_unet.Dispose);
        }
        finally
        {
            _ending.Dispose();
            _ended();
        }
    }

    /// <summary>A run, on its own thread.</summary>
    private IEnumerable<RunUpdate> Updates(ImageRequest request, RunOptions options, TaskCompletionSource done, CancellationToken cancel)
    {
        try
        {
            using Turn turn = _turns.Begin();
            foreach (RunUpdate update in new PaintingRun(_model.WithTurn(turn), request, options).Updates(cancel))
            {
                yield return update;
                if (_model.Kept?.TakeWarning() is string warning)
                {
                    yield return new WarningUpdate(warning);
                }
            }
        }
        finally
        {
            // Not when its updates have been read: perhaps nobody does.
            End(done);
        }
    }

    private TaskCompletionSource Register()
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_painting)
        {
            ObjectDisposedException.ThrowIf(_isEnded, this);
            _painting.Add(done);
        }

        return done;
    }

    private void End(TaskCompletionSource done)
    {
        lock (_painting)
        {
            _painting.Remove(done);
        }

        done.TrySetResult();
    }
}
