using Easel.Cuda;
using Easel.Diffusion.Runs;
using Easel.Diffusion.Together;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Pipelines;

/// <summary>A checkpoint, open and ready to paint. One run at a time, or a group of them: <see cref="BeginGroup"/>.</summary>
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
        Require(request, options);
        return Alone(new PaintingRun(_model, request, options).Updates(cancel));
    }

    /// <summary>Refuses what cannot be painted.</summary>
    private void Require(ImageRequest request, RunOptions options)
    {
        RequestRules.Require(request, _model.Shape);
        if (_model.Room is CardRoom room)
        {
            ProcessorOnly.Refuse(request);
            room.Require(request, options.PicturesAtOnce);
        }

        RequestRules.RequireWeights(request, _model.UsesInt8);
        InitialRules.RequireEncoder(request, _model);
        PositionRules.Require(options, request, PaintingRun.SamplerOf(_model, request));
    }

    /// <summary>Paints a request on a thread of its own. Leaving the loop early stops the run after its step.</summary>
    /// <inheritdoc cref="Run(ImageRequest, CancellationToken)"/>
    public IAsyncEnumerable<RunUpdate> RunAsync(ImageRequest request, CancellationToken cancel = default) => RunAsync(request, RunOptions.Whole, cancel);

    /// <inheritdoc cref="RunAsync(ImageRequest, CancellationToken)"/>
    /// <param name="request">What to paint.</param>
    /// <param name="options">How much of it.</param>
    /// <param name="cancel">Asked once per step.</param>
    public IAsyncEnumerable<RunUpdate> RunAsync(ImageRequest request, RunOptions options, CancellationToken cancel = default)
        => PaintingThread.Updates(token => Run(request, options, token), _model.Device, cancel);

    /// <summary>Begins to paint several requests side by side: see <see cref="RunGroup"/>. Until the group is disposed, the pipeline paints nothing else.</summary>
    /// <param name="most">The most runs at once, 1 or more; <see cref="RunGroup.MostOnProcessor"/> or <see cref="RunGroup.MostOnCard"/> if none is given, and 1 where they cannot be joined.</param>
    /// <param name="mayDiffer">
    /// Whether the last bits of pictures may depend on what is painted beside them. Without it, runs on a card are not joined: its kernels follow from the size of the batch. On the
    /// processor nothing differs.
    /// </param>
    /// <exception cref="InvalidOperationException">A run is in progress.</exception>
    public RunGroup BeginGroup(int? most = null, bool mayDiffer = false)
    {
        bool joins = mayDiffer || !_model.Device.BatchesMix;
        int runs = most ?? (!joins ? 1 : _model.Room is null ? RunGroup.MostOnProcessor : RunGroup.MostOnCard);
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1, nameof(most));
        Occupy();
        return new RunGroup(_model, runs, joins, Require, () => Volatile.Write(ref _isRunning, false));
    }

    /// <summary>Two runs would take each other's memory: the device computes for one at a time.</summary>
    private IEnumerable<RunUpdate> Alone(IEnumerable<RunUpdate> updates)
    {
        Occupy();
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

    private void Occupy()
    {
        if (Interlocked.Exchange(ref _isRunning, true))
        {
            throw new InvalidOperationException("This pipeline is painting already, and paints one request at a time. Wait for its end, open another, or paint in a group: Pipeline.BeginGroup.");
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
