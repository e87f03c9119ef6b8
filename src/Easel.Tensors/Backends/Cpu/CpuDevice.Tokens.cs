using Easel.Tensors.Kernels;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Memory;

namespace Easel.Tensors.Backends.Cpu;

/// <content>Merging of tokens.</content>
public unsafe partial class CpuDevice
{
    // The nearest destination of as many sources makes a piece: about 0.1 ms over a map of 64x64.
    private const int SourcesPerPiece = 64;

    // Cosines held at once, 16 MB: memory does not grow with the square of a map. All of a map of 64x64 fit.
    private const int MostCosines = 1 << 22;

    /// <inheritdoc/>
    public override Tensor MatchTokens(Tensor x, int width, int count)
    {
        Require(x);
        TokenPatches patches = OperationRules.RequireMatch(x, width, count);

        Tensor rows = Allocate([x.Shape[0], patches.Tokens], ElementType.Int32);
        int channels = x.Shape[2];
        int sources = patches.Tokens - patches.Count;
        using Tensor order = Allocate([patches.Tokens], ElementType.Int32);
        ListTokens(patches, (int*)order.Address);
        using Tensor directions = Allocate([patches.Tokens, channels]);
        using Tensor greatest = Allocate([sources]);
        using Tensor nearest = Allocate([sources], ElementType.Int32);
        Allocation keys = _arena.Allocate((nint)sources * sizeof(ulong));
        for (int sample = 0; sample < x.Shape[0]; sample++)
        {
            Run(PiecesOf(patches.Tokens, SourcesPerPiece), new DirectionPieces(
                Floats(x) + ((nint)sample * patches.Tokens * channels), (int*)order.Address, Floats(directions), patches.Tokens, channels));
            Compare(Floats(directions), sources, patches.Count, channels, Floats(greatest), (int*)nearest.Address);
            TokenMatching.Choose(
                patches, (int*)order.Address, Floats(greatest), (int*)nearest.Address, patches.Tokens - count, (ulong*)keys.Address,
                (int*)rows.Address + ((nint)sample * patches.Tokens));
        }

        keys.Release();
        return rows;
    }

    /// <inheritdoc/>
    public override Tensor MergeTokens(Tensor x, Tensor rows, int count)
    {
        Require(x);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        RequireRows(rows, x, count);

        Tensor y = Allocate(x.Shape.With(1, count));
        (int batch, int tokens, int width) = (x.Shape[0], x.Shape[1], x.Shape[2]);
        using Tensor ends = Allocate([batch, count], ElementType.Int32);
        using Tensor members = Allocate([batch, tokens], ElementType.Int32);
        for (int sample = 0; sample < batch; sample++)
        {
            TokenMerging.Sort(
                (int*)rows.Address + ((nint)sample * tokens), tokens, count, (int*)ends.Address + ((nint)sample * count), (int*)members.Address + ((nint)sample * tokens));
        }

        int each = RowsPerPiece(width);
        MeanPieces pieces = new(Floats(x), (int*)ends.Address, (int*)members.Address, Floats(y), tokens, count, width, (nint)batch * count, each);
        Run(PiecesOf((long)batch * count, each), pieces);
        return y;
    }

    /// <inheritdoc/>
    public override Tensor SpreadTokens(Tensor y, Tensor rows, Tensor residual)
    {
        Require(y);
        Require(residual);
        OperationRules.RequireSpread(y, residual);
        RequireRows(rows, residual, y.Shape[1]);

        Tensor z = Allocate(residual.Shape);
        (int tokens, int width) = (residual.Shape[1], residual.Shape[2]);
        int each = RowsPerPiece(width);
        long all = (long)residual.Shape[0] * tokens;
        Run(PiecesOf(all, each), new SpreadPieces(Floats(y), (int*)rows.Address, Floats(residual), Floats(z), tokens, y.Shape[1], width, (nint)all, each));
        return z;
    }

    /// <summary>Tokens have rows, and these are there.</summary>
    private void RequireRows(Tensor rows, Tensor tokens, int count)
    {
        Require(rows, ElementType.Int32);
        OperationRules.RequireRows(rows, tokens);
        foreach (int row in new ReadOnlySpan<int>((void*)rows.Address, (int)rows.Shape.Count))
        {
            if ((uint)row >= (uint)count)
            {
                throw new ArgumentOutOfRangeException(nameof(rows), row, $"There are rows 0 to {count - 1}.");
            }
        }
    }

    /// <summary>All tokens: sources first, then the destinations.</summary>
    private static void ListTokens(TokenPatches patches, int* order)
    {
        int source = 0;
        for (int token = 0; token < patches.Tokens; token++)
        {
            if (!patches.IsDestination(token))
            {
                order[source++] = token;
            }
        }

        for (int patch = 0; patch < patches.Count; patch++)
        {
            order[source + patch] = patches.Destination(patch);
        }
    }

    /// <summary>
    /// Finds the nearest of the last directions for each of the first. Cosines are a product, each one chain: the same bits on every target.
    /// </summary>
    private void Compare(float* directions, int sources, int destinations, int channels, float* greatest, int* nearest)
    {
        Panels shape = new(0, channels, destinations, Target.Lanes);
        int step = Math.Clamp(MostCosines / destinations, 1, Math.Max(1, sources));
        using Tensor cosines = Allocate([step, destinations]);
        Allocation memory = _arena.Allocate(shape.Bytes);
        Panels panels = new(memory.Address, channels, destinations, Target.Lanes);
        _team.Run(panels.Count, new TokenPanelPieces(directions + ((nint)sources * channels), panels));
        for (int first = 0; first < sources; first += step)
        {
            int count = Math.Min(step, sources - first);
            Patches left = new(directions + ((nint)first * channels), count, channels);
            Target.Multiply(_team, new Product(left, panels, new Finish { Output = Floats(cosines), RowsPerSample = count }));
            Run(PiecesOf(count, SourcesPerPiece), new NearestPieces(Floats(cosines), count, destinations, greatest + first, nearest + first));
        }

        memory.Release();
    }

    private readonly struct DirectionPieces(float* x, int* order, float* y, int tokens, int width) : ILanePieces
    {
        private readonly float* _x = x;
        private readonly int* _order = order;
        private readonly float* _y = y;
        private readonly int _tokens = tokens;
        private readonly int _width = width;

        public void Run<TLanes, TSixteen>(int piece, byte* scratch)
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
        {
            Part part = new(piece, SourcesPerPiece, _tokens);
            for (nint i = part.Start; i < part.Start + part.Count; i++)
            {
                TokenMatching.Direction<TLanes, TSixteen>(_x + ((nint)_order[i] * _width), _y + (i * _width), _width);
            }
        }
    }

    private readonly struct NearestPieces(float* cosines, int sources, int destinations, float* greatest, int* nearest) : ILanePieces
    {
        private readonly float* _cosines = cosines;
        private readonly int _sources = sources;
        private readonly int _destinations = destinations;
        private readonly float* _greatest = greatest;
        private readonly int* _nearest = nearest;

        public void Run<TLanes, TSixteen>(int piece, byte* scratch)
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
        {
            Part part = new(piece, SourcesPerPiece, _sources);
            for (nint i = part.Start; i < part.Start + part.Count; i++)
            {
                (_greatest[i], _nearest[i]) = TokenMatching.Nearest<TSixteen>(_cosines + (i * _destinations), _destinations);
            }
        }
    }

    private readonly struct MeanPieces(float* x, int* ends, int* members, float* y, int tokens, int count, int width, nint all, int each) : ILanePieces
    {
        private readonly float* _x = x;
        private readonly int* _ends = ends;
        private readonly int* _members = members;
        private readonly float* _y = y;
        private readonly int _tokens = tokens;
        private readonly int _count = count;
        private readonly int _width = width;
        private readonly nint _all = all;
        private readonly int _each = each;

        public void Run<TLanes, TSixteen>(int piece, byte* scratch)
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
        {
            Part part = new(piece, _each, _all);
            for (nint i = part.Start; i < part.Start + part.Count; i++)
            {
                nint sample = i / _count;
                int start = i % _count == 0 ? 0 : _ends[i - 1];
                int* members = _members + (sample * _tokens) + start;
                TokenMerging.Mean<TLanes>(_x + (sample * _tokens * _width), members, _ends[i] - start, _y + (i * _width), _width);
            }
        }
    }

    private readonly struct SpreadPieces(float* y, int* rows, float* residual, float* z, int tokens, int count, int width, nint all, int each) : ILanePieces
    {
        private readonly float* _y = y;
        private readonly int* _rows = rows;
        private readonly float* _residual = residual;
        private readonly float* _z = z;
        private readonly int _tokens = tokens;
        private readonly int _count = count;
        private readonly int _width = width;
        private readonly nint _all = all;
        private readonly int _each = each;

        public void Run<TLanes, TSixteen>(int piece, byte* scratch)
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
        {
            Part part = new(piece, _each, _all);
            for (nint i = part.Start; i < part.Start + part.Count; i++)
            {
                float* row = _y + (((i / _tokens * _count) + _rows[i]) * _width);
                Elementwise.Map<Addition, TLanes>(default, row, _residual + (i * _width), _z + (i * _width), _width);
            }
        }
    }
}
