using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Easel.Cuda;
using Easel.Diffusion.Runs;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Pipelines;

/// <summary>A checkpoint, open and ready to paint. One run at a time.</summary>
public sealed class Pipeline : IDisposable
{
    private readonly LoadedModel _model;
    private readonly Action<string> _warn;
    private bool _isRunning;

    private Pipeline(LoadedModel model, string checkpoint, Action<string> warn)
    {
        _model = model;
        _warn = warn;
        Model = new PipelineSummary(model.Family, checkpoint, model.Device.Name) { Settings = model.Settings, Vocabulary = model.Vocabulary, VocabularyFile = model.VocabularyFile };
    }

    /// <summary>What was opened.</summary>
    public PipelineSummary Model { get; }

    /// <summary>The most bytes of activations held at once so far, and the bytes of weights.</summary>
    public (long Activations, long Weights) Memory => _model.Device.Memory;

    /// <summary>What it held of a card at most so far; none on the processor.</summary>
    public CardUse? CardUse => (_model.Device as CudaDevice)?.Use;

    /// <summary>Where it runs.</summary>
    internal Device Device => _model.Device;

    /// <summary>Opens a checkpoint: finds out what it is, and prepares its weights.</summary>
    /// <param name="options">Which, and how.</param>
    /// <param name="warn">Told of what is odd but no obstacle.</param>
    /// <exception cref="Checkpoints.CheckpointException">The checkpoint cannot be used.</exception>
    /// <exception cref="Models.ConfigException">The config cannot be used.</exception>
    /// <exception cref="GenerationException">Something else that a run needs is missing.</exception>
    public static Pipeline Open(PipelineOptions options, Action<string>? warn = null) => Open(options, warn ?? (_ => { }), Devices.OfThisMachine);

    /// <inheritdoc cref="Open(PipelineOptions, Action{string}?)"/>
    internal static Pipeline Open(PipelineOptions options, Action<string> warn, Devices devices)
        => new(LoadedModel.Open(options, warn, devices), options.Checkpoint, warn);

    /// <summary>Paints a request on the caller's thread, as far as the updates are asked for.</summary>
    /// <param name="request">What to paint.</param>
    /// <param name="cancel">Asked once per step.</param>
    /// <exception cref="GenerationException">The request does not fit the model, or a result is not finite.</exception>
    /// <exception cref="InvalidOperationException">Another run is in progress.</exception>
    public IEnumerable<RunUpdate> Run(ImageRequest request, CancellationToken cancel = default) => Run(request, RunOptions.Whole, cancel);

    /// <inheritdoc cref="Run(ImageRequest, CancellationToken)"/>
    /// <param name="request">What to paint.</param>
    /// <param name="options">How much of it.</param>
    /// <param name="cancel">Asked once per step.</param>
    public IEnumerable<RunUpdate> Run(ImageRequest request, RunOptions options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequestRules.Require(request, _model.Shape);
        if (_model.Room is CardRoom room)
        {
            ProcessorOnly.Refuse(request);
            room.Require(request, options.PicturesAtOnce);
        }

        RequestRules.RequireWeights(request, _model.UsesInt8);
        InitialRules.RequireEncoder(request, _model);
        PositionRules.Require(options, request, PaintingRun.SamplerOf(_model, request));
        return Alone(new PaintingRun(_model, request, options).Updates(cancel));
    }

    /// <summary>Paints a request on a thread of its own. Leaving the loop early stops the run after its step.</summary>
    /// <inheritdoc cref="Run(ImageRequest, CancellationToken)"/>
    public IAsyncEnumerable<RunUpdate> RunAsync(ImageRequest request, CancellationToken cancel = default) => RunAsync(request, RunOptions.Whole, cancel);

    /// <inheritdoc cref="RunAsync(ImageRequest, CancellationToken)"/>
    /// <param name="request">What to paint.</param>
    /// <param name="options">How much of it.</param>
    /// <param name="cancel">Asked once per step.</param>
    public async IAsyncEnumerable<RunUpdate> RunAsync(ImageRequest request, RunOptions options, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        IEnumerable<RunUpdate> updates = Run(request, options, cancel);
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Channel<RunUpdate> channel = Channel.CreateUnbounded<RunUpdate>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        Task painting = Task.Factory.StartNew(Paint, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            // The painter ends the channel, after its step: what is finished by then still arrives.
            await foreach (RunUpdate update in channel.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                yield return update;
            }
        }
        finally
        {
            await abandoned.CancelAsync().ConfigureAwait(false);
            await painting.ConfigureAwait(false);
        }

        void Paint()
        {
            Exception? failure = null;
            try
            {
                foreach (RunUpdate update in updates)
                {
                    channel.Writer.TryWrite(update);
                    abandoned.Token.ThrowIfCancellationRequested();
                }
            }
            catch (Exception exception)
            {
                failure = exception;
            }

            channel.Writer.Complete(failure);
        }
    }

    /// <summary>Two runs would take each other's memory: the device computes for one at a time.</summary>
    private IEnumerable<RunUpdate> Alone(IEnumerable<RunUpdate> updates)
    {
        if (Interlocked.Exchange(ref _isRunning, true))
        {
            throw new InvalidOperationException("This pipeline is painting already, and paints one request at a time. Wait for its end, or open another.");
        }

        bool isComplete = false;
        try
        {
            foreach (RunUpdate update in updates)
            {
                yield return update;
                if (_model.Kept?.TakeWarning() is string warning)
                {
                    yield return new WarningUpdate(warning);
                }
            }

            isComplete = true;
        }
        finally
        {
            if (!isComplete)
            {
                _model.Kept?.Abandon();
            }

            Volatile.Write(ref _isRunning, false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _model.Dispose();
        if (_model.Kept?.TakeWarning() is string warning)
        {
            _warn(warning);
        }
    }
}
