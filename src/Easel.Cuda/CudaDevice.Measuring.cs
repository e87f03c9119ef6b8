using Easel.Cuda.Driver;
using Easel.Cuda.Translation;
using Easel.Tensors.Memory;

namespace Easel.Cuda;

/// <content>Measurements, for benchmarks.</content>
public sealed unsafe partial class CudaDevice
{
    private LaunchProfile? _profile;

    /// <summary>What the card is.</summary>
    internal CardProperties Card => _card;

    /// <summary>What it took so far until kernels were on the card.</summary>
    internal TranslationCount Translations => _kernels.Count;

    /// <summary>The kernels that were used so far.</summary>
    internal IEnumerable<KernelName> UsedKernels => _kernels.Used;

    /// <summary>Seconds that work takes on the card, without the time to enqueue it: recorded several times in a row, launched as a whole, the median of some launches.</summary>
    /// <param name="work">Enqueues it; is told how many times it was called before.</param>
    /// <param name="repeats">Times in a row.</param>
    /// <param name="rounds">Launches.</param>
    internal double SecondsOf(Action<int> work, int repeats, int rounds = 5)
    {
        Enqueue(0);
        Synchronize();
        _driver.BeginCapture(_stream);
        for (int i = 0; i < repeats; i++)
        {
            Enqueue(i);
        }

        nint graph = _driver.EndCapture(_stream);
        nint before = _driver.CreateEvent();
        nint after = _driver.CreateEvent();
        _driver.LaunchGraph(graph, _stream);
        List<double> seconds = [];
        for (int round = 0; round < rounds; round++)
        {
            _driver.Record(before, _stream);
            _driver.LaunchGraph(graph, _stream);
            _driver.Record(after, _stream);
            Synchronize();
            seconds.Add(_driver.Elapsed(before, after) / 1e3 / repeats);
        }

        _driver.DestroyEvent(before);
        _driver.DestroyEvent(after);
        _driver.DestroyGraph(graph);
        return seconds.Order().ElementAt(rounds / 2);

        void Enqueue(int i)
        {
            using Scope scope = BeginScope();
            work(i);
        }
    }

    /// <summary>What each kernel of some work took.</summary>
    internal IReadOnlyList<(string Kernel, GridSize Grid, double Seconds)> Profile(Action work)
    {
        using LaunchProfile profile = new(_driver, _stream);
        _profile = profile;
        try
        {
            using Scope scope = BeginScope();
            work();
        }
        finally
        {
            _profile = null;
        }

        return profile.Take();
    }
}
