using System.Globalization;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Checkpoints;

/// <summary>A place in a checkpoint's tree of names, from which a layer takes its tensors for a device.</summary>
public sealed class Weights
{
    private readonly WeightSource _source;

    /// <summary>The root of a tree.</summary>
    /// <param name="file">The checkpoint's name, for errors.</param>
    /// <param name="tensors">Tensors under canonical names.</param>
    /// <param name="device">Where the layers will compute.</param>
    public Weights(string file, IReadOnlyDictionary<string, HostTensor> tensors, Device device)
        : this(new WeightSource(file, tensors, device), "")
    {
    }

    /// <summary>The root of a tree whose tensors are made when they are asked for, in the shape that is wanted.</summary>
    /// <param name="file">The tree's name, for errors.</param>
    /// <param name="make">Makes the tensor of a name.</param>
    /// <param name="device">Where the layers will compute.</param>
    public Weights(string file, Func<string, Shape, HostTensor> make, Device device)
        : this(new WeightSource(file, new Dictionary<string, HostTensor>(), device, make), "")
    {
    }

    private Weights(WeightSource source, string path)
    {
        _source = source;
        Path = path;
    }

    /// <summary>Where the layers will compute.</summary>
    public Device Device => _source.Device;

    /// <summary>The checkpoint, for errors.</summary>
    public string File => _source.File;

    /// <summary>This place's full name, such as <c>model.diffusion_model.out.2</c>.</summary>
    public string Path { get; }

    /// <summary>The names of tensors that no layer has taken so far, in order.</summary>
    public IEnumerable<string> Untaken => _source.Tensors.Keys.Where(name => !_source.Taken.Contains(name)).Order(StringComparer.Ordinal);

    /// <summary>One name deeper: <c>weights / "norm1"</c>.</summary>
    public static Weights operator /(Weights weights, string name) => new(weights._source, weights.FullName(name));

    /// <summary>One number deeper: <c>weights / "in_layers" / 0</c>.</summary>
    public static Weights operator /(Weights weights, int index) => weights / index.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether there is a tensor of this name here.</summary>
    public bool Has(string name) => _source.Tensors.ContainsKey(FullName(name));

    /// <summary>The extents of a tensor here, or none if it is not there.</summary>
    public Shape? ShapeOf(string name) => _source.Tensors.TryGetValue(FullName(name), out HostTensor? tensor) ? tensor.Shape : null;

    /// <summary>The tensor of this name, which must have this shape.</summary>
    /// <exception cref="CheckpointException">It is missing or misshapen.</exception>
    public HostTensor Take(string name, Shape shape)
    {
        string fullName = FullName(name);
        if (_source.Make is not null)
        {
            return _source.Make(fullName, shape);
        }

        if (!_source.Tensors.TryGetValue(fullName, out HostTensor? tensor))
        {
            throw new CheckpointException($"{_source.File}: no tensor '{fullName}' (wanted {shape}). {_source.Nearest(fullName)}");
        }

        if (tensor.Shape != shape)
        {
            throw new CheckpointException($"{_source.File}: tensor '{fullName}' is {tensor.Shape}, but the model wants {shape}.");
        }

        _source.Taken.Add(fullName);
        return tensor;
    }

    private string FullName(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    private sealed record WeightSource(string File, IReadOnlyDictionary<string, HostTensor> Tensors, Device Device, Func<string, Shape, HostTensor>? Make = null)
    {
        public HashSet<string> Taken { get; } = new(StringComparer.Ordinal);

        public string Nearest(string wanted) => NearestName.Find(wanted, Tensors.Keys) is { } near
            ? $"The nearest of its {Tensors.Count} is '{near}'."
            : "It has no tensors at all.";
    }
}
