using System.Runtime.InteropServices;
using System.Text;
using Easel.Cuda.Driver;

namespace Easel.Cuda.Tests.Driver;

/// <summary>A driver that does nothing: card memory is numbers, and launches are only let through. So networks of any size go through a device in no time.</summary>
internal sealed unsafe class IdleDriver : ICudaDriver
{
    // Of every translation: what follows is the text.
    private static ReadOnlySpan<byte> Mark => "\u007FELF"u8;

    private readonly Lock _lock = new();
    private readonly List<string> _translated = [];
    private readonly List<bool> _loads = [];
    private readonly HashSet<nint> _modules = [];
    private long _last = 1L << 40;

    public CardProperties Properties { get; init; } = new InterpretingDriver().Properties;

    public int Version { get; init; } = 12040;

    public string Build { get; init; } = "idle";

    public int CardCount => 1;

    /// <summary>Whether there is a linker.</summary>
    public bool Links { get; init; } = true;

    /// <summary>Called at the beginning of every translation, with the kernel's name.</summary>
    public Action<string> Translating { get; set; } = _ => { };

    /// <summary>Called before a module is loaded: the kernel's name, and whether it is translated.</summary>
    public Action<string, bool> Loading { get; set; } = (_, _) => { };

    /// <summary>The kernels that were translated, in the order in which that was begun.</summary>
    public string[] Translated
    {
        get
        {
            lock (_lock)
            {
                return [.. _translated];
            }
        }
    }

    /// <summary>Modules that were loaded: whether each was translated before.</summary>
    public IReadOnlyList<bool> Loads => _loads;

    /// <summary>Whether a card is open.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Modules that are loaded.</summary>
    public int Modules => _modules.Count;

    /// <summary>As if a multiprocessor had one block, and groups of multiprocessors were as large as clusters.</summary>
    public int ClustersAtOnce(nint function, int threads, int sharedBytes, int cluster) => Properties.Multiprocessors / cluster;

    public CardProperties Describe(int card) => Properties;

    public void OpenContext(int card) => IsOpen = true;

    public void CloseContext() => IsOpen = false;

    public byte[]? Translate(ReadOnlySpan<byte> ptx)
    {
        if (!Links)
        {
            return null;
        }

        string name = NameIn(ptx);
        lock (_lock)
        {
            _translated.Add(name);
        }

        Translating(name);
        return IsOpen ? [.. Mark, .. ptx] : throw new InvalidOperationException($"{name} was translated when no card was open.");
    }

    public nint LoadModule(ReadOnlySpan<byte> image)
    {
        bool isTranslated = image.StartsWith(Mark);
        Loading(NameIn(image), isTranslated);
        _loads.Add(isTranslated);
        nint module = Next(1);
        _modules.Add(module);
        return module;
    }

    public void UnloadModule(nint module) => Assert.True(_modules.Remove(module));

    public nint FindFunction(nint module, string name) => Next(1);

    public (long Free, long Total) MemoryInfo() => (Properties.Memory, Properties.Memory);

    public nint Allocate(long bytes) => Next(bytes);

    public void Free(nint address)
    {
    }

    public nint AllocateHost(long bytes) => (nint)NativeMemory.Alloc((nuint)bytes);

    public void FreeHost(nint address) => NativeMemory.Free((void*)address);

    public void CopyToCard(nint card, nint host, long bytes, nint stream)
    {
    }

    public void CopyToHost(nint host, nint card, long bytes, nint stream) => NativeMemory.Clear((void*)host, (nuint)bytes);

    public void CopyOnCard(nint destination, nint source, long bytes, nint stream)
    {
    }

    public void Fill(nint card, byte value, long bytes, nint stream)
    {
    }

    public void AllowSharedMemory(nint function, int bytes) => Assert.InRange(bytes, 0, Properties.SharedMemoryPerBlock);

    public (int Registers, int LocalBytes, int SharedBytes) Inspect(nint function) => default;

    public void Launch(nint function, GridSize grid, int threads, int sharedBytes, nint stream, ReadOnlySpan<byte> parameters)
    {
    }

    public nint CreateStream() => Next(1);

    public void DestroyStream(nint stream)
    {
    }

    public void Synchronize(nint stream)
    {
    }

    public nint CreateEvent() => Next(1);

    public void DestroyEvent(nint recorded)
    {
    }

    public void Record(nint recorded, nint stream)
    {
    }

    public void SynchronizeEvent(nint recorded)
    {
    }

    public float Elapsed(nint from, nint to) => 0;

    public void BeginCapture(nint stream)
    {
    }

    public nint EndCapture(nint stream) => Next(1);

    public void LaunchGraph(nint graph, nint stream)
    {
    }

    public void DestroyGraph(nint graph)
    {
    }

    private static string NameIn(ReadOnlySpan<byte> image)
    {
        const string Entry = ".visible .entry ";
        string text = Encoding.UTF8.GetString(image);
        int start = text.IndexOf(Entry, StringComparison.Ordinal) + Entry.Length;
        return text[start..text.IndexOf('(', start)].Trim();
    }

    private nint Next(long bytes) => (nint)(Interlocked.Add(ref _last, (bytes + 511) & ~255) - ((bytes + 511) & ~255));
}
