using System.Runtime.InteropServices;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Cuda;

/// <content>Functions of single elements.</content>
public sealed unsafe partial class CudaDevice
{
    private const string ElementwiseFile = "elementwise";
    private const int ElementwiseThreads = 256;

    // What a thread moves at once, if all addresses are multiples of it.
    private const int PieceBytes = 16;

    /// <inheritdoc/>
    public override bool IsFinite(Tensor x)
    {
        RequireNumbers(x);

        using Tensor found = Allocate([1], ElementType.Int32);
        _driver.Fill(found.Address, 0, sizeof(int), _stream);
        MapParameters parameters = new() { X = x.Address, Z = found.Address, Count = x.Shape.Count };
        Map(x.Type == ElementType.Float32 ? "find_infinite_float" : "find_infinite_half", parameters);
        int answer = 0;
        Transfers.CopyToHost(MemoryMarshal.AsBytes(new Span<int>(ref answer)), found.Address);
        return answer == 0;
    }

    /// <inheritdoc/>
    public override Tensor Activate(Tensor x, Activation activation)
    {
        RequireKnown(activation);
        Require(x);
        if (Guards)
        {
            return WatchedActivation(x, activation);
        }

        x = AsActivations(x);
        Tensor y = AllocateActivations(x.Shape);
        Map(Typed("activate"), new MapParameters
        {
            X = x.Address,
            Z = y.Address,
            Pieces = IsAligned(x.Address) ? x.Shape.Count / PieceElements : 0,
            Count = x.Shape.Count,
            Activation = (int)activation,
        });
        return y;
    }

    /// <inheritdoc/>
    public override Tensor Combine(float a, Tensor x, float b, Tensor y)
    {
        x = AsFloats(x);
        y = AsFloats(y);
        RequireShape(y, x.Shape);

        Tensor z = Allocate(x.Shape);
        Map("combine", new MapParameters { X = x.Address, Y = y.Address, Z = z.Address, Count = x.Shape.Count, A = a, B = b });
        return z;
    }

    /// <inheritdoc/>
    public override Tensor Guide(Tensor both, float scale)
    {
        both = AsFloats(both);
        if (both.Shape.Rank == 0 || both.Shape[0] % 2 != 0)
        {
            throw new ArgumentException($"A batch of two halves is wanted, not {both.Shape}.", nameof(both));
        }

        Tensor z = Allocate(both.Shape.With(0, both.Shape[0] / 2));
        nint second = both.Address + ((nint)z.Shape.Count * sizeof(float));
        Map("guide", new MapParameters { X = both.Address, Y = second, Z = z.Address, Count = z.Shape.Count, A = scale });
        return z;
    }

    /// <summary>Elements of activations that are moved at once.</summary>
    private int PieceElements => PieceBytes / ActivationType.Size();

    /// <summary>The same numbers as another type of floats.</summary>
    private Tensor Convert(Tensor tensor, ElementType type)
    {
        RequireNumbers(tensor);
        Tensor converted = Allocate(tensor.Shape, type);
        int elements = type == ElementType.Float16 ? PieceBytes / sizeof(ushort) : PieceBytes / sizeof(float);
        Map(type == ElementType.Float16 ? "convert_to_half" : "convert_to_float", new MapParameters
        {
            X = tensor.Address,
            Z = converted.Address,
            Pieces = IsAligned(tensor.Address) ? tensor.Shape.Count / elements : 0,
            Count = tensor.Shape.Count,
        });
        return converted;
    }

    private void Map(string kernel, in MapParameters parameters)
    {
        if (parameters.Count > 0)
        {
            // What is left of a count after its pieces is less than one of them.
            long steps = parameters.Pieces > 0 ? parameters.Pieces : parameters.Count;
            Launch(ElementwiseFile, kernel, GridFor(steps, ElementwiseThreads), ElementwiseThreads, parameters);
        }
    }

    private static bool IsAligned(nint address) => address % PieceBytes == 0;

    private static void RequireKnown(Activation activation)
    {
        if (activation is < Activation.None or > Activation.QuickGelu)
        {
            throw new ArgumentOutOfRangeException(nameof(activation), activation, "No such activation.");
        }
    }

    /// <summary>A tensor may be used here, and holds floats or halves.</summary>
    private void RequireNumbers(Tensor tensor)
    {
        Require(tensor);
        if (tensor.Type is not (ElementType.Float32 or ElementType.Float16))
        {
            throw new ArgumentException($"A tensor of {tensor.Shape} is {tensor.Type.Name()}, but {ElementType.Float32.Name()} is wanted.", nameof(tensor));
        }
    }

    /// <summary>As in elementwise.cu.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MapParameters
    {
        public nint X;
        public nint Y;
        public nint Z;
        public long Pieces;
        public long Count;
        public float A;
        public float B;
        public int Activation;
    }
}
