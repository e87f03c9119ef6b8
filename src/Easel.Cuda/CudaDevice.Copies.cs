using System.Runtime.InteropServices;
using Easel.Cuda.Driver;
using Easel.Cuda.Memory;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Cuda;

/// <content>Operations that move elements.</content>
public sealed unsafe partial class CudaDevice
{
    private const string CopiesFile = "copies";
    private const int CopyThreads = 256;
    private const int MostBlocksDown = 65535;

    private HostStaging? _transfers;

    private HostStaging Transfers => _transfers ??= new HostStaging(_driver, _stream);

    /// <inheritdoc/>
    public override Tensor Upload(ReadOnlySpan<float> values, Shape shape)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, shape.Count);
        Tensor tensor = Allocate(shape);
        Transfers.CopyToCard(tensor.Address, MemoryMarshal.AsBytes(values));
        return tensor;
    }

    /// <inheritdoc/>
    public override Tensor Upload(ReadOnlySpan<int> values, Shape shape)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, shape.Count);
        Tensor tensor = Allocate(shape, ElementType.Int32);
        Transfers.CopyToCard(tensor.Address, MemoryMarshal.AsBytes(values));
        Remember(tensor, values);
        return tensor;
    }

    /// <inheritdoc/>
    public override void Download(Tensor source, Span<float> destination)
    {
        RequireNumbers(source);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, source.Shape.Count);
        Tensor floats = AsFloats(source);
        Transfers.CopyToHost(MemoryMarshal.AsBytes(destination), floats.Address);
        if (floats != source)
        {
            floats.Dispose();
        }
    }

    /// <inheritdoc/>
    public override Tensor Upsample(Tensor x, int height, int width)
    {
        RequireNumbers(x);
        if (x.Shape.Rank != 4 || x.Shape.Count == 0)
        {
            throw new ArgumentException($"Pixels, [batch, height, width, channels], are wanted, not {x.Shape}.", nameof(x));
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);

        Tensor y = Allocate([x.Shape[0], height, width, x.Shape[3]], x.Type);
        int pixelBytes = x.Shape[3] * x.Type.Size();
        int piece = PieceOf(x.Address | pixelBytes);
        long rowPieces = (long)width * (pixelBytes / piece);
        int across = (int)Math.Min((rowPieces + CopyThreads - 1) / CopyThreads, int.MaxValue);
        GridSize grid = new(across, (int)Math.Min((long)x.Shape[0] * height, MostBlocksDown));
        Launch(CopiesFile, $"upsample_{piece}", grid, CopyThreads, new UpsampleParameters
        {
            X = x.Address,
            Y = y.Address,
            Batch = x.Shape[0],
            Height = x.Shape[1],
            Width = x.Shape[2],
            ToHeight = height,
            ToWidth = width,
            Pieces = pixelBytes / piece,
        });
        return y;
    }

    /// <inheritdoc/>
    public override Tensor Concatenate(Tensor x, Tensor y)
    {
        RequireNumbers(x);
        RequireNumbers(y);
        if (x.Shape.Rank == 0)
        {
            throw new ArgumentException("A single number has no channels to put beside others.", nameof(x));
        }

        RequireShape(y, x.Shape.With(^1, y.Shape.Rank == 0 ? 0 : y.Shape[^1]));
        if (x.Type != y.Type)
        {
            if (Guards)
            {
                return Watched([x, y], inputs => Concatenate(inputs[0], inputs[1]));
            }

            x = AsActivations(x);
            y = AsActivations(y);
        }

        Tensor z = Allocate(x.Shape.With(^1, checked(x.Shape[^1] + y.Shape[^1])), x.Type);
        if (z.Shape.Count == 0)
        {
            return z;
        }

        int xBytes = x.Shape[^1] * x.Type.Size();
        int yBytes = y.Shape[^1] * x.Type.Size();
        int piece = PieceOf(x.Address | y.Address | (nint)(uint)(xBytes | yBytes));
        Launch(CopiesFile, $"concatenate_{piece}", GridFor(z.Shape.Count * z.Type.Size() / piece, CopyThreads), CopyThreads, new ConcatenateParameters
        {
            X = x.Address,
            Y = y.Address,
            Z = z.Address,
            Rows = z.Shape.Count / z.Shape[^1],
            XPieces = xBytes / piece,
            YPieces = yBytes / piece,
        });
        return z;
    }

    /// <inheritdoc/>
    public override Tensor Stack(params ReadOnlySpan<Tensor> parts)
    {
        Shape shape = StackedShape(parts);
        ElementType type = parts[0].Type;
        foreach (Tensor part in parts)
        {
            type = part.Type == type ? type : ActivationType;
        }

        if (Guards && type == ElementType.Float16)
        {
            return Watched([.. parts], inputs => Stack(inputs));
        }

        Tensor z = Allocate(shape, type);
        nint to = z.Address;
        foreach (Tensor part in parts)
        {
            Tensor same = part.Type == type ? part : Convert(part, type);
            long bytes = part.Shape.Count * type.Size();
            if (bytes > 0)
            {
                _driver.CopyOnCard(to, same.Address, bytes, _stream);
            }

            to += (nint)bytes;
        }

        return z;
    }

    /// <summary>Nothing: convolutions do nothing to their weights.</summary>
    public override IDisposable KeepReady(ConvolutionWeights weights)
        => weights is ICudaWeights own && own.Device == this
            ? new NothingKept()
            : throw new ArgumentException($"The weights '{weights.Name}' were not prepared by {Name} for this.", nameof(weights));

    /// <summary>The extents of parts one after the other along the outermost.</summary>
    private Shape StackedShape(ReadOnlySpan<Tensor> parts)
    {
        foreach (Tensor part in parts)
        {
            RequireNumbers(part);
        }

        return OperationRules.Stacked(parts);
    }

    /// <summary>The longest piece, 16, 4 or 2 bytes, of which addresses and lengths are multiples.</summary>
    /// <param name="bits">All of them, by "or".</param>
    private static int PieceOf(nint bits) => bits % PieceBytes == 0 ? PieceBytes : bits % sizeof(float) == 0 ? sizeof(float) : sizeof(ushort);

    private sealed class NothingKept : IDisposable
    {
        public void Dispose()
        {
        }
    }

    /// <summary>As in copies.cu.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct UpsampleParameters
    {
        public nint X;
        public nint Y;
        public int Batch;
        public int Height;
        public int Width;
        public int ToHeight;
        public int ToWidth;
        public int Pieces;
    }

    /// <summary>As in copies.cu.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ConcatenateParameters
    {
        public nint X;
        public nint Y;
        public nint Z;
        public long Rows;
        public int XPieces;
        public int YPieces;
    }
}
