using System.Runtime.InteropServices;
using Easel.Cuda.Driver;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Kernels;

namespace Easel.Cuda;

/// <content>Merging of tokens.</content>
public sealed unsafe partial class CudaDevice
{
    private const string TokensFile = "tokens";
    private const int TokenWarps = 4;

    // As in tokens.cu.
    private const int NearestTile = 64;
    private const int NearestThreads = 256;
    private const int RankThreads = 256;
    private const int NumberThreads = 1024;

    /// <inheritdoc/>
    public override Tensor MatchTokens(Tensor x, int width, int count)
    {
        RequireNumbers(x);
        TokenPatches patches = OperationRules.RequireMatch(x, width, count);
        if (Guards && x.Type == ElementType.Float32)
        {
            return RedoMatch(x, width, count);
        }

        x = AsActivations(x);
        (int batch, int tokens) = (x.Shape[0], x.Shape[1]);
        Tensor rows = Allocate([batch, tokens], ElementType.Int32);
        using Tensor directions = Allocate(x.Shape);
        using Tensor keys = Allocate([batch, tokens, 2], ElementType.Int32);
        using Tensor targets = Allocate([batch, tokens], ElementType.Int32);
        MatchParameters parameters = new()
        {
            X = x.Address,
            Directions = directions.Address,
            Keys = keys.Address,
            Targets = targets.Address,
            Rows = rows.Address,
            Height = patches.Height,
            Width = width,
            Channels = x.Shape[2],
            Merged = tokens - count,
        };
        Launch(TokensFile, Typed("token_directions"), Blocks(tokens, TokenWarps, batch), TokenWarps * WarpThreads, parameters);
        Launch(TokensFile, "token_nearest", Blocks(tokens, NearestTile, batch), NearestThreads, parameters);
        Launch(TokensFile, "token_ranks", Blocks(tokens, RankThreads, batch), RankThreads, parameters);
        Launch(TokensFile, "token_rows", new GridSize(1, 1, batch), NumberThreads, parameters);
        RememberLimit(rows, count);
        return rows;
    }

    /// <inheritdoc/>
    public override Tensor MergeTokens(Tensor x, Tensor rows, int count)
    {
        RequireNumbers(x);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        RequireRows(rows, x, count);
        if (Guards)
        {
            return WatchedMerge(x, rows, count);
        }

        x = AsActivations(x);
        Tensor y = AllocateActivations(x.Shape.With(1, count));
        (int batch, int tokens, int channels) = (x.Shape[0], x.Shape[1], x.Shape[2]);
        bool isWide = channels % PieceElements == 0 && IsAligned(x.Address);
        int stretch = WarpThreads * (isWide ? PieceElements : 1);
        GridSize grid = Blocks(count, TokenWarps, batch) with { Y = (channels + stretch - 1) / stretch };
        Launch(TokensFile, Typed("merge_tokens"), grid, TokenWarps * WarpThreads, new MergeParameters
        {
            X = x.Address,
            Rows = rows.Address,
            Y = y.Address,
            Batch = batch,
            Tokens = tokens,
            Count = count,
            Channels = channels,
            IsWide = isWide ? 1 : 0,
        });
        return y;
    }

    /// <inheritdoc/>
    public override Tensor SpreadTokens(Tensor y, Tensor rows, Tensor residual)
    {
        RequireNumbers(y);
        RequireNumbers(residual);
        OperationRules.RequireSpread(y, residual);
        RequireRows(rows, residual, y.Shape[1]);
        if (Guards)
        {
            return WatchedSpread(y, rows, residual);
        }

        y = AsActivations(y);
        residual = AsActivations(residual);
        Tensor z = AllocateActivations(residual.Shape);
        (int batch, int tokens, int channels) = (residual.Shape[0], residual.Shape[1], residual.Shape[2]);
        bool isWide = channels % PieceElements == 0 && IsAligned(y.Address) && IsAligned(residual.Address);
        Launch(TokensFile, Typed("spread_tokens"), Blocks(tokens, TokenWarps, batch), TokenWarps * WarpThreads, new MergeParameters
        {
            X = y.Address,
            Rows = rows.Address,
            Residual = residual.Address,
            Y = z.Address,
            Batch = batch,
            Tokens = tokens,
            Count = y.Shape[1],
            Channels = channels,
            IsWide = isWide ? 1 : 0,
        });
        return z;
    }

    private static GridSize Blocks(int count, int perBlock, int batch) => new((count + perBlock - 1) / perBlock, 1, batch);

    /// <summary>Tokens have rows, and these are there.</summary>
    private void RequireRows(Tensor rows, Tensor tokens, int count)
    {
        RequireIntegers(rows);
        OperationRules.RequireRows(rows, tokens);
        if (FindOutside(rows, count) is int row)
        {
            throw new ArgumentOutOfRangeException(nameof(rows), row, $"There are rows 0 to {count - 1}.");
        }
    }

    /// <summary>As in tokens.cu.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MergeParameters
    {
        public nint X;
        public nint Rows;
        public nint Residual;
        public nint Y;
        public int Batch;
        public int Tokens;
        public int Count;
        public int Channels;
        public int IsWide;
    }

    /// <summary>As in tokens.cu.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MatchParameters
    {
        public nint X;
        public nint Directions;
        public nint Keys;
        public nint Targets;
        public nint Rows;
        public int Height;
        public int Width;
        public int Channels;
        public int Merged;
    }
}
