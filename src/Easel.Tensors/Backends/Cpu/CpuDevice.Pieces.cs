using Easel.Tensors.Kernels;

namespace Easel.Tensors.Backends.Cpu;

/// <content>How work is cut: by shape alone, never by the number of threads.</content>
public sealed unsafe partial class CpuDevice
{
    // Elements of a piece that streams through memory: 128 KiB stay in a second-level cache, and take microseconds.
    private const int PieceElements = 1 << 15;

    private static int PiecesOf(long count, long each) => checked((int)((count + each - 1) / each));

    /// <summary>How many rows make a piece.</summary>
    private static int RowsPerPiece(long width) => (int)Math.Max(1, PieceElements / Math.Max(1, width));

    private void Run<TWork>(int pieces, TWork work) where TWork : unmanaged, ILanePieces => _team.Run(pieces, new Widest<TWork>(work));

    /// <summary>The part of a row of elements that a piece does.</summary>
    private readonly struct Part(int piece, nint each, nint count)
    {
        public nint Start { get; } = piece * each;

        public nint Count { get; } = Math.Min(each, count - (piece * each));
    }
}
