using Easel.Tensors.Kernels;

namespace Easel.Tensors.Backends.Cpu;

/// <content>Functions of single elements.</content>
public sealed unsafe partial class CpuDevice
{
    /// <inheritdoc/>
    public override bool IsFinite(Tensor x)
    {
        Require(x);

        int found = 0;
        Run(PiecesOf(x.Shape.Count, PieceElements), new FiniteCheck(Floats(x), (nint)x.Shape.Count, &found));
        return found == 0;
    }

    /// <inheritdoc/>
    public override Tensor Activate(Tensor x, Activation activation)
    {
        Require(x);

        return activation switch
        {
            Activation.None => Map<Identity>(x),
            Activation.Silu => Map<Silu>(x),
            Activation.Gelu => Map<Gelu>(x),
            Activation.QuickGelu => Map<QuickGelu>(x),
            _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "No such activation."),
        };
    }

    /// <inheritdoc/>
    public override Tensor Combine(float a, Tensor x, float b, Tensor y)
    {
        Require(x);
        Require(y);
        RequireShape(y, x.Shape);

        Tensor z = Allocate(x.Shape);
        Map(new Blend(a, b), Floats(x), Floats(y), Floats(z), x.Shape.Count);
        return z;
    }

    /// <inheritdoc/>
    public override Tensor Guide(Tensor both, float scale)
    {
        Require(both);
        if (both.Shape.Rank == 0 || both.Shape[0] % 2 != 0)
        {
            throw new ArgumentException($"A batch of two halves is wanted, not {both.Shape}.", nameof(both));
        }

        Tensor z = Allocate(both.Shape.With(0, both.Shape[0] / 2));
        long count = z.Shape.Count;
        Map(new Guidance(scale), Floats(both), Floats(both) + count, Floats(z), count);
        return z;
    }

    private Tensor Map<TFormula>(Tensor x) where TFormula : unmanaged, IFormula
    {
        Tensor y = Allocate(x.Shape);
        Run(PiecesOf(x.Shape.Count, PieceElements), new UnaryPieces<TFormula>(Floats(x), Floats(y), (nint)x.Shape.Count));
        return y;
    }

    private void Map<TFormula>(TFormula formula, float* x, float* y, float* z, long count) where TFormula : unmanaged, IBinaryFormula
        => Run(PiecesOf(count, PieceElements), new BinaryPieces<TFormula>(formula, x, y, z, (nint)count));

    private readonly struct UnaryPieces<TFormula>(float* x, float* y, nint count) : ILanePieces where TFormula : unmanaged, IFormula
    {
        private readonly float* _x = x;
        private readonly float* _y = y;
        private readonly nint _count = count;

        public void Run<TLanes, TSixteen>(int piece, byte* scratch)
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
        {
            Part part = new(piece, PieceElements, _count);
            Elementwise.Map<TFormula, TLanes>(_x + part.Start, _y + part.Start, part.Count);
        }
    }

    private readonly struct BinaryPieces<TFormula>(TFormula formula, float* x, float* y, float* z, nint count) : ILanePieces
        where TFormula : unmanaged, IBinaryFormula
    {
        private readonly TFormula _formula = formula;
        private readonly float* _x = x;
        private readonly float* _y = y;
        private readonly float* _z = z;
        private readonly nint _count = count;

        public void Run<TLanes, TSixteen>(int piece, byte* scratch)
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
        {
            Part part = new(piece, PieceElements, _count);
            Elementwise.Map<TFormula, TLanes>(_formula, _x + part.Start, _y + part.Start, _z + part.Start, part.Count);
        }
    }

    /// <summary>Sets a flag where an element is infinite or not a number.</summary>
    internal readonly struct FiniteCheck(float* x, nint count, int* found) : ILanePieces
    {
        private readonly float* _x = x;
        private readonly nint _count = count;
        private readonly int* _found = found;

        public void Run<TLanes, TSixteen>(int piece, byte* scratch)
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
        {
            Part part = new(piece, PieceElements, _count);
            if (Volatile.Read(ref *_found) == 0 && !Elementwise.IsFinite<TLanes>(_x + part.Start, part.Count))
            {
                Volatile.Write(ref *_found, 1);
            }
        }
    }
}
