using Easel.Tensors.Kernels;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Backends.Cpu;

/// <content>Operations that move elements.</content>
public unsafe partial class CpuDevice
{
    /// <inheritdoc/>
    public override Tensor Upsample(Tensor x, int height, int width)
    {
        Require(x);
        if (x.Shape.Rank != 4 || x.Shape.Count == 0)
        {
            throw new ArgumentException($"Pixels, [batch, height, width, channels], are wanted, not {x.Shape}.", nameof(x));
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);

        Tensor y = Allocate([x.Shape[0], height, width, x.Shape[3]]);
        int rows = x.Shape[0] * height;
        int each = RowsPerPiece((long)width * x.Shape[3]);
        _team.Run(PiecesOf(rows, each), new UpsamplePieces(Floats(x), Floats(y), x.Shape, height, width, rows, each));
        return y;
    }

    /// <inheritdoc/>
    public override Tensor Concatenate(Tensor x, Tensor y)
    {
        Require(x);
        Require(y);
        if (x.Shape.Rank == 0)
        {
            throw new ArgumentException("A single number has no channels to put beside others.", nameof(x));
        }

        RequireShape(y, x.Shape.With(^1, y.Shape.Rank == 0 ? 0 : y.Shape[^1]));

        int xWidth = x.Shape[^1];
        int yWidth = y.Shape[^1];
        Tensor z = Allocate(x.Shape.With(^1, checked(xWidth + yWidth)));
        long rows = z.Shape.Count / Math.Max(1, z.Shape[^1]);
        int each = RowsPerPiece(xWidth + yWidth);
        _team.Run(PiecesOf(rows, each), new ConcatenatePieces(Floats(x), xWidth, Floats(y), yWidth, Floats(z), (nint)rows, each));
        return z;
    }

    /// <inheritdoc/>
    public override Tensor Stack(params ReadOnlySpan<Tensor> parts)
    {
        Tensor z = Allocate(StackedShape(parts));
        float* to = Floats(z);
        foreach (Tensor part in parts)
        {
            Copy(Floats(part), to, part.Shape.Count);
            to += part.Shape.Count;
        }

        return z;
    }

    /// <inheritdoc/>
    public override TableWeights PrepareTable(string name, Memory.HostTensor rows)
    {
        if (rows.Shape.Rank != 2)
        {
            throw new ArgumentException($"Tensor '{rows.Name}' is {rows.Shape}, but a table, [rows, width], is wanted.", nameof(rows));
        }

        return new CpuTableWeights(this, name, rows);
    }

    /// <inheritdoc/>
    public override Tensor Embed(Tensor ids, TableWeights tokens, TableWeights positions)
    {
        Require(ids, ElementType.Int32);
        CpuTableWeights table = Own<CpuTableWeights>(tokens);
        CpuTableWeights places = Own<CpuTableWeights>(positions);
        if (ids.Shape.Rank != 2 || ids.Shape[1] > places.Rows || table.Width != places.Width)
        {
            throw new ArgumentException(
                $"Ids are {ids.Shape} for tables [{table.Rows}, {table.Width}] and [{places.Rows}, {places.Width}], "
                + "but [batch, places] with no more places than the second table has rows, and equal widths, are wanted.",
                nameof(ids));
        }

        foreach (int id in new ReadOnlySpan<int>((void*)ids.Address, (int)ids.Shape.Count))
        {
            if ((uint)id >= (uint)table.Rows)
            {
                throw new ArgumentOutOfRangeException(nameof(ids), id, $"Table '{table.Name}' has rows 0 to {table.Rows - 1}.");
            }
        }

        Tensor y = Allocate([ids.Shape[0], ids.Shape[1], table.Width]);
        Run(ids.Shape[0], new EmbedPieces((int*)ids.Address, table.Values, places.Values, Floats(y), ids.Shape[1], table.Width));
        return Observed(tokens, y);
    }

    /// <summary>Weights that this device prepared, in its own form.</summary>
    private TWeights Own<TWeights>(PreparedWeights weights) where TWeights : PreparedWeights, ICpuWeights
        => weights is TWeights own && own.Device == this
            ? own
            : throw new ArgumentException($"The weights '{weights.Name}' were not prepared by {Name} for this.", nameof(weights));

    /// <summary>The extents of parts one after the other along the outermost.</summary>
    private Shape StackedShape(ReadOnlySpan<Tensor> parts)
    {
        foreach (Tensor part in parts)
        {
            Require(part);
        }

        return OperationRules.Stacked(parts);
    }

    private void Copy(float* source, float* destination, long count)
        => _team.Run(PiecesOf(count, PieceElements), new CopyPieces(source, destination, (nint)count));

    private readonly struct CopyPieces(float* source, float* destination, nint count) : IPieces
    {
        private readonly float* _source = source;
        private readonly float* _destination = destination;
        private readonly nint _count = count;

        public void Run(int piece, byte* scratch)
        {
            Part part = new(piece, PieceElements, _count);
            Copies.Copy(_source + part.Start, _destination + part.Start, part.Count);
        }
    }

    private readonly struct UpsamplePieces(float* x, float* y, Shape from, int height, int width, int rows, int each) : IPieces
    {
        private readonly float* _x = x;
        private readonly float* _y = y;
        private readonly Shape _from = from;
        private readonly int _height = height;
        private readonly int _width = width;
        private readonly int _rows = rows;
        private readonly int _each = each;

        public void Run(int piece, byte* scratch)
        {
            Part part = new(piece, _each, _rows);
            for (nint row = part.Start; row < part.Start + part.Count; row++)
            {
                Copies.UpsampleRow(_x, _y, _from[1], _from[2], _height, _width, _from[3], (int)row);
            }
        }
    }

    private readonly struct ConcatenatePieces(float* x, int xWidth, float* y, int yWidth, float* z, nint rows, int each) : IPieces
    {
        private readonly float* _x = x;
        private readonly int _xWidth = xWidth;
        private readonly float* _y = y;
        private readonly int _yWidth = yWidth;
        private readonly float* _z = z;
        private readonly nint _rows = rows;
        private readonly int _each = each;

        public void Run(int piece, byte* scratch)
        {
            Part part = new(piece, _each, _rows);
            Copies.ConcatenateRows(
                _x + (part.Start * _xWidth), _xWidth, _y + (part.Start * _yWidth), _yWidth, _z + (part.Start * (_xWidth + _yWidth)), part.Count);
        }
    }

    private readonly struct EmbedPieces(int* ids, float* tokens, float* positions, float* y, int places, int width) : ILanePieces
    {
        private readonly int* _ids = ids;
        private readonly float* _tokens = tokens;
        private readonly float* _positions = positions;
        private readonly float* _y = y;
        private readonly int _places = places;
        private readonly int _width = width;

        public void Run<TLanes, TSixteen>(int piece, byte* scratch)
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
            => Copies.EmbedRows<TLanes>(_ids + ((nint)piece * _places), _tokens, _positions, _y + ((nint)piece * _places * _width), _places, _width);
    }
}
