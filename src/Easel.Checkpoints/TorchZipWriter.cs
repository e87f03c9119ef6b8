using System.Globalization;
using System.Runtime.InteropServices;
using Easel.Checkpoints.Pickle;
using Easel.Checkpoints.Torch;
using Easel.Tensors;

namespace Easel.Checkpoints;

/// <summary>
/// Writes a checkpoint in the zip form of <c>torch.save</c>, one float32 tensor after another, of any total size. PyTorch reads it as
/// <c>{"global_step": …, "state_dict": OrderedDict(…)}</c>.
/// </summary>
public sealed class TorchZipWriter
{
    private const string Folder = "archive/";

    // Large enough for the system's calls, small enough to stay in the cache.
    private const int PieceElements = 1 << 16;

    private readonly StoredZipWriter _zip;
    private readonly PickleWriter _pickle = new();
    private readonly float[] _piece = new float[PieceElements];
    private int _tensors;

    /// <summary>A new checkpoint.</summary>
    /// <param name="stream">Takes the bytes; only written to, and left open.</param>
    /// <param name="globalStep">How many training steps were made.</param>
    public TorchZipWriter(Stream stream, long globalStep = 0)
    {
        _zip = new StoredZipWriter(stream);

        _pickle.Write(PickleOpcode.EmptyDict);
        _pickle.Write(PickleOpcode.Mark);
        _pickle.Text("global_step");
        _pickle.Integer(globalStep);
        _pickle.Text("state_dict");
        _pickle.OrderedDictionary();
        _pickle.Write(PickleOpcode.Mark);
    }

    /// <summary>Writes a tensor.</summary>
    /// <param name="name">Its name in the state dictionary.</param>
    /// <param name="shape">Its extents.</param>
    /// <param name="values">Is asked for its values.</param>
    public void Add(string name, Shape shape, TensorValues values)
    {
        string key = _tensors.ToString(CultureInfo.InvariantCulture);
        _tensors++;
        TorchPickle.Tensor(_pickle, name, key, shape);

        long count = shape.Count;
        _zip.Begin($"{Folder}data/{key}", (ulong)count * sizeof(float));
        for (long first = 0; first < count; first += PieceElements)
        {
            Span<float> piece = _piece.AsSpan(0, (int)Math.Min(PieceElements, count - first));
            values(first, piece);
            _zip.Write(MemoryMarshal.AsBytes(piece));
        }

        _zip.End();
    }

    /// <summary>Writes what stands at the end. The checkpoint is whole then.</summary>
    public void Complete()
    {
        _pickle.Write(PickleOpcode.SetItems);
        _pickle.Write(PickleOpcode.SetItems);
        _zip.Add(Folder + "data.pkl", _pickle.End());
        _zip.Add(Folder + "version", "3\n"u8);
        _zip.Complete();
    }
}
