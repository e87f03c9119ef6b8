namespace Easel.Tensors.Backends.Cpu;

/// <content>Prepared weights that outlast the process.</content>
public unsafe partial class CpuDevice
{
    // Raised with every change of what PackedMatrix and WeightMemory put where, of the scales, and of which form a shape has (FormOf, Filtering).
    private const string PreparedVersion = "panels 1";

    private readonly List<(string Name, WeightMemory Memory, float Scale)> _preparedHere = [];
    private readonly HashSet<string> _preparedNames = new(StringComparer.Ordinal);

    /// <summary>Weights of an earlier run, taken from there instead of being prepared again. The device closes it at its own end.</summary>
    public PreparedFile? Prepared { get; set; }

    /// <summary>Weights that were prepared from tensors, because <see cref="Prepared"/> has them not or damaged.</summary>
    public int PreparedAnew { get; private set; }

    /// <summary>The form that weights have on this device. Those of another form cannot be used.</summary>
    public string PreparedForm => $"{PreparedVersion}, {Target.Lanes} lanes, {Precision}{(Precision == Precision.Autocast ? $" in {Target.RoundedForm}" : "")}{(Quantizes is null ? "" : ", some in int8")}";

    /// <summary>Writes the weights that are prepared so far, for <see cref="Prepared"/> of another run. They may be used, but not given back, meanwhile.</summary>
    /// <param name="path">The file; replaced if there is one.</param>
    /// <param name="key">What <see cref="PreparedFile.Open"/> will ask for.</param>
    /// <param name="cancel">Stops it, with part of the file written.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void SavePrepared(string path, string key, CancellationToken cancel = default) => PreparedWriter.Write(path, key, _preparedHere, cancel);

    /// <summary>A weight of an earlier run, or none.</summary>
    /// <param name="name">All that its form depends on.</param>
    /// <param name="bytesAt">How many bytes it must have at a scale.</param>
    internal (WeightMemory Memory, float Scale)? FindPrepared(string name, Func<float, long> bytesAt)
    {
        if (Prepared?.Find(_team, name) is not { } found || found.Bytes != bytesAt(found.Scale))
        {
            return null;
        }

        WeightMemory memory = new(this, found.Address, found.Bytes);
        Note(name, memory, found.Scale);
        return (memory, found.Scale);
    }

    /// <summary>A weight has been prepared from tensors.</summary>
    internal void NotePrepared(string name, WeightMemory memory, float scale)
    {
        PreparedAnew++;
        Note(name, memory, scale);
    }

    private void Note(string name, WeightMemory memory, float scale)
    {
        if (_preparedNames.Add(name))
        {
            _preparedHere.Add((name, memory, scale));
        }
    }
}
