using System.Runtime.CompilerServices;
using Easel.Tensors.Backends;

namespace Easel.Tensors.Kernels.Gemm;

/// <summary>What is done to sums while they are still near: bias, gate, shift, activation, residual, in that order; then they are stored.</summary>
internal unsafe struct Finish
{
    /// <summary>[rows, outputs]</summary>
    public float* Output;

    /// <summary>In the order of the panels' columns, zeros beyond the last; or none.</summary>
    public float* Bias;

    /// <summary>[samples, outputs], or none.</summary>
    public float* Shift;

    /// <summary>[rows, outputs], or none.</summary>
    public float* Residual;

    /// <summary>Rows that share a shift.</summary>
    public int RowsPerSample;

    /// <summary>The formula applied.</summary>
    public Activation Activation;

    /// <summary>Finishes a panel's sums.</summary>
    /// <param name="panels">Whose columns they are.</param>
    /// <param name="panel">Which of them.</param>
    /// <param name="sums">[rows, two registers]</param>
    /// <param name="firstRow">Of the result.</param>
    /// <param name="rows">How many.</param>
    public readonly void Apply<TLanes>(in Panels panels, int panel, float* sums, int firstRow, int rows) where TLanes : struct, ILanes<TLanes>
    {
        switch (Activation)
        {
            case Activation.Silu:
                Apply<TLanes, Silu>(panels, panel, sums, firstRow, rows);
                break;
            case Activation.Gelu:
                Apply<TLanes, Gelu>(panels, panel, sums, firstRow, rows);
                break;
            case Activation.QuickGelu:
                Apply<TLanes, QuickGelu>(panels, panel, sums, firstRow, rows);
                break;
            default:
                Apply<TLanes, Identity>(panels, panel, sums, firstRow, rows);
                break;
        }
    }

    /// <summary>The panel's columns in registers, as wide as fit.</summary>
    private readonly void Apply<TLanes, TFormula>(in Panels panels, int panel, float* sums, int firstRow, int rows)
        where TLanes : struct, ILanes<TLanes>
        where TFormula : struct, IFormula
    {
        int outputs = panels.Outputs;
        int first = panel * panels.OutputsPerPanel;
        int end = Math.Min(outputs, first + panels.OutputsPerPanel);
        float* bias = Bias is null ? null : Bias + ((nint)panel * 2 * TLanes.Count);
        for (int column = first; column < end;)
        {
            int offset = column - first;
            Columns columns = new(sums + offset, bias is null ? null : bias + offset, column, outputs, 2 * TLanes.Count, firstRow, rows);
            if (panels.IsGated)
            {
                column += end - column >= TLanes.Count ? Store<TLanes, TFormula, Gate<TLanes>>(columns) : Store<Lanes1, TFormula, Gate<TLanes>>(columns);
            }
            else if (end - column >= 2 * TLanes.Count)
            {
                column += Store<Twin<TLanes>, TFormula, NoGate>(columns);
            }
            else
            {
                column += end - column >= TLanes.Count ? Store<TLanes, TFormula, NoGate>(columns) : Store<Lanes1, TFormula, NoGate>(columns);
            }
        }
    }

    /// <summary>One register's columns of all rows; returns how many columns that were.</summary>
    [MethodImpl(KernelLoop.Options)]
    private readonly int Store<TLanes, TFormula, TGate>(Columns columns)
        where TLanes : struct, ILanes<TLanes>
        where TFormula : struct, IFormula
        where TGate : struct, IGate
    {
        float* sum = columns.Sums;
        float* residual = Residual;
        float* output = Output;
        int end = columns.FirstRow + columns.Rows;
        for (int row = columns.FirstRow; row < end;)
        {
            int sample = row / RowsPerSample;
            int sampleEnd = (int)Math.Min(end, (sample + 1L) * RowsPerSample);
            TLanes shift = Shift is null ? TLanes.Splat(0) : TLanes.Load(Shift + ((nint)sample * columns.Outputs) + columns.First);
            for (; row < sampleEnd; row++, sum += columns.Pitch)
            {
                nint at = ((nint)row * columns.Outputs) + columns.First;
                TLanes y = TFormula.Apply(TGate.Value<TLanes>(sum, columns.Bias) + shift);
                if (residual is not null)
                {
                    y += TLanes.Load(residual + at);
                }

                y.Store(output + at);
            }
        }

        return TLanes.Count;
    }

    /// <summary>Columns that are stored together.</summary>
    /// <param name="sums">The first row's.</param>
    /// <param name="bias">Theirs, or none.</param>
    /// <param name="first">The first one's place in a row of the result.</param>
    /// <param name="outputs">The width of such a row.</param>
    /// <param name="pitch">Floats from one row of sums to the next.</param>
    /// <param name="firstRow">Of the result.</param>
    /// <param name="rows">How many.</param>
    private readonly struct Columns(float* sums, float* bias, int first, int outputs, int pitch, int firstRow, int rows)
    {
        public readonly float* Sums = sums;
        public readonly float* Bias = bias;
        public readonly int First = first;
        public readonly int Outputs = outputs;
        public readonly int Pitch = pitch;
        public readonly int FirstRow = firstRow;
        public readonly int Rows = rows;
    }

    /// <summary>What becomes of sums and bias.</summary>
    private interface IGate
    {
        static abstract TLanes Value<TLanes>(float* sum, float* bias) where TLanes : struct, ILanes<TLanes>;
    }

    /// <summary>sum + bias</summary>
    private readonly struct NoGate : IGate
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Value<TLanes>(float* sum, float* bias) where TLanes : struct, ILanes<TLanes>
            => TLanes.Load(sum) + (bias is null ? TLanes.Splat(0) : TLanes.Load(bias));
    }

    /// <summary>value * gelu(gate), the gates one register behind the values. Shazeer 2020, GEGLU.</summary>
    private readonly struct Gate<TRegister> : IGate where TRegister : struct, ILanes<TRegister>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Value<TLanes>(float* sum, float* bias) where TLanes : struct, ILanes<TLanes>
        {
            TLanes gate = NoGate.Value<TLanes>(sum + TRegister.Count, bias is null ? null : bias + TRegister.Count);
            return NoGate.Value<TLanes>(sum, bias) * Gelu.Apply(gate);
        }
    }
}
