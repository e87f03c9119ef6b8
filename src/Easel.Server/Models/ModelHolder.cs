using System.Globalization;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Painting.Jobs;

namespace Easel.Server.Models;

/// <summary>
/// The one model in memory. Runs borrow it, one or several at a time; it changes when nobody has it and the next job wants another, or its file is another.
/// Which job is next, so that it changes seldom, is <see cref="Jobs.TurnPolicy"/>'s business.
/// </summary>
/// <param name="open">Opens one.</param>
/// <param name="models">Told what is in memory.</param>
/// <param name="notes">The folder for notes of hashes; none if there is none.</param>
internal sealed class ModelHolder(PainterOpener open, ModelList models, string? notes) : IDisposable
{
    private readonly Lock _lock = new();
    private IPainter? _painter;
    private PipelineOptions? _opened;
    private string _stamp = "";
    private int _borrowers;
    private TaskCompletionSource _free = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isDoubted;

    /// <summary>What is in memory, as jobs say what they need; none if nothing is.</summary>
    public string? Network { get; private set; }

    /// <summary>The most runs that what is in memory paints at once, and whether a card computes them; none if nothing is in memory.</summary>
    public (int Most, bool IsOnCard)? Room
        => Volatile.Read(ref _painter) is IPainter painter ? ((painter as GroupPainter)?.Most ?? int.MaxValue, !painter.Model.Device.StartsWith("cpu", StringComparison.Ordinal)) : null;

    /// <summary>Where what is in memory computes, for people; none if nothing is in memory.</summary>
    public string? Device => Volatile.Read(ref _painter)?.Model.Device;

    /// <summary>Hashes of what is in memory; others once its file has changed.</summary>
    public ContentHash Hashes { get; private set; } = new(notes);

    /// <summary>Lets a model go whose file is another now, or which is not the one that is wanted; so memory is free before the next is read.</summary>
    /// <param name="wanted">How the next run opens its model.</param>
    public void Prepare(PipelineOptions wanted)
    {
        lock (_lock)
        {
            string stamp = StampOf(wanted.Checkpoint);
            if (_borrowers == 0 && (_isDoubted || _opened is null || Key(_opened) != Key(wanted) || stamp != _stamp))
            {
                Close();
                (Hashes, _stamp) = (new ContentHash(notes), stamp);
            }
        }
    }

    /// <summary>Has the model read anew before the next run, because something went wrong with it that is no run's own.</summary>
    public void Doubt() => Volatile.Write(ref _isDoubted, true);

    /// <summary>Lends a model, opened if it is not yet. Where another is painted with, it waits for those who do: the config of a model is another one, mostly, since somebody looked for models again.</summary>
    /// <param name="network">What jobs call it.</param>
    /// <param name="wanted">How it is opened.</param>
    /// <param name="warn">Told what the user should know.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">It was asked to end.</exception>
    public IPainter Lend(string network, PipelineOptions wanted, Action<string> warn, CancellationToken cancel)
    {
        while (true)
        {
            Task free;
            lock (_lock)
            {
                bool isAnother = _painter is null || Key(_opened!) != Key(wanted);
                if (!isAnother || _borrowers == 0)
                {
                    if (isAnother)
                    {
                        Close();
                        _painter = open(wanted, warn);
                        (_opened, Network) = (wanted, network);
                        models.Loaded(wanted.Checkpoint, _painter.Model.Family);
                    }

                    _borrowers++;
                    return new Borrowed(this, _painter!);
                }

                free = _free.Task;
            }

            free.Wait(cancel);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_borrowers == 0)
            {
                Close();
            }
        }
    }

    /// <summary>What tells models in memory apart; what a run is going to paint with one does not matter.</summary>
    private static PipelineOptions Key(PipelineOptions options) => options with { Planned = null, ForecastMemory = null };

    private void Close()
    {
        _painter?.Dispose();
        (_painter, _opened, Network, _isDoubted) = (null, null, null, false);
        models.Loaded(null, "");
    }

    private static string StampOf(string checkpoint)
    {
        FileInfo file = new(checkpoint);
        FileInfo target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        return target.Exists ? string.Create(CultureInfo.InvariantCulture, $"{target.Length} {target.LastWriteTimeUtc.Ticks}") : "";
    }

    private void GiveBack()
    {
        lock (_lock)
        {
            if (--_borrowers == 0)
            {
                _free.SetResult();
                _free = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>A model that stays open when its run is done.</summary>
    private sealed class Borrowed(ModelHolder holder, IPainter painter) : IPainter
    {
        private bool _isBack;

        public PipelineSummary Model => painter.Model;

        public IAsyncEnumerable<RunUpdate> RunAsync(ImageRequest request, RunOptions options, CancellationToken cancel) => painter.RunAsync(request, options, cancel);

        public void Dispose()
        {
            if (!Interlocked.Exchange(ref _isBack, true))
            {
                holder.GiveBack();
            }
        }
    }
}
