using System.Collections.Concurrent;
using System.Diagnostics;
using Easel.Cuda.Driver;

namespace Easel.Cuda.Translation;

/// <summary>
/// Kernels in the card's own code: kept from an earlier start, or translated by the driver's linker. Unlike the loading of PTX, which the driver does one
/// kernel after the other, linking is done by several threads at once: they begin with what a run will want first, while a checkpoint is opened and weights
/// are uploaded. Who wants a kernel that is not there yet waits for the thread that has begun with it, or translates it.
/// </summary>
internal sealed class KernelTranslator : IDisposable
{
    private readonly ICudaDriver _driver;
    private readonly TranslationFolder? _folder;
    private readonly bool _usesLinker;
    private readonly ConcurrentDictionary<string, Lazy<PtxFile>> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<KernelName, Lazy<byte[]?>> _codes = [];
    private readonly Thread[] _threads;
    private readonly IReadOnlyList<KernelName> _ahead;
    private readonly long _opened = Stopwatch.GetTimestamp();
    private int _next = -1;
    private volatile bool _ended;
    private int _translated;
    private int _kept;
    private long _ticks;
    private long _last;

    /// <summary>Begins to translate.</summary>
    /// <param name="driver">With a card open.</param>
    /// <param name="card">The card.</param>
    /// <param name="settings">How.</param>
    /// <param name="ahead">What will be wanted, in order.</param>
    public KernelTranslator(ICudaDriver driver, CardProperties card, TranslationSettings settings, IReadOnlyList<KernelName> ahead)
    {
        _driver = driver;
        _usesLinker = settings.UsesLinker;
        _ahead = ahead;
        string origin = $"CUDA {driver.Version}, {driver.Build}, capability {card.Capability.Major}.{card.Capability.Minor}";
        _folder = settings.Folder is string folder && _usesLinker ? new TranslationFolder(folder, origin) : null;
        int threads = _usesLinker ? Math.Min(settings.Threads, ahead.Count) : 0;
        _threads = [.. Enumerable.Range(0, threads).Select(_ => new Thread(TranslateAhead) { IsBackground = true, Name = "Easel kernels" })];
        foreach (Thread thread in _threads)
        {
            thread.Start();
        }
    }

    /// <summary>What it took so far.</summary>
    /// <param name="loaded">Kernels that were wanted.</param>
    /// <param name="waited">Seconds that they were waited for.</param>
    public TranslationCount CountOf(int loaded, double waited)
        => new(Volatile.Read(ref _translated), Volatile.Read(ref _kept), SecondsOf(ref _ticks), SecondsOf(ref _last), loaded, waited);

    /// <summary>A kernel's text.</summary>
    public byte[] TextOf(KernelName kernel)
        => _files.GetOrAdd(kernel.File, static name => new Lazy<PtxFile>(() => new PtxFile(name))).Value.Only(kernel.Name);

    /// <summary>A kernel in the card's own code; none if the driver has no linker.</summary>
    /// <exception cref="CudaException">It cannot be translated.</exception>
    public byte[]? CodeOf(KernelName kernel) => _codes.GetOrAdd(kernel, wanted => new Lazy<byte[]?>(() => Make(wanted))).Value;

    /// <summary>Keeps a translation no longer: the driver does not load it.</summary>
    public void Forget(KernelName kernel) => _folder?.Forget(kernel.Name, TextOf(kernel));

    /// <summary>Waits until all threads have ended what they are at.</summary>
    public void Dispose()
    {
        _ended = true;
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _folder?.Tidy();
    }

    private void TranslateAhead()
    {
        while (!_ended && Interlocked.Increment(ref _next) is int index && index < _ahead.Count)
        {
            try
            {
                CodeOf(_ahead[index]);
            }
            catch (Exception)
            {
                // Whoever wants the kernel is told: what was thrown is kept in its place.
            }
        }
    }

    private byte[]? Make(KernelName kernel)
    {
        if (!_usesLinker)
        {
            return null;
        }

        byte[] text = TextOf(kernel);
        if (_folder?.Find(kernel.Name, text) is byte[] kept)
        {
            Interlocked.Increment(ref _kept);
            return kept;
        }

        long began = Stopwatch.GetTimestamp();
        byte[]? code = _driver.Translate(text);
        if (code is not null)
        {
            long ended = Stopwatch.GetTimestamp();
            Interlocked.Add(ref _ticks, ended - began);
            Volatile.Write(ref _last, ended - _opened);
            Interlocked.Increment(ref _translated);
            _folder?.Keep(kernel.Name, text, code);
        }

        return code;
    }

    private static double SecondsOf(ref long ticks) => Volatile.Read(ref ticks) / (double)Stopwatch.Frequency;
}
