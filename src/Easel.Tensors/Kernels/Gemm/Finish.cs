using Easel.Tensors.Backends;

namespace Easel.Tensors.Kernels.Gemm;

/// <summary>What is done to a block of sums while it is still near: bias, gate, shift, activation, residual, in that order; then it is stored.</summary>
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

    /// <summary>Finishes a block.</summary>
    /// <param name="panels">Whose columns they are.</param>
    /// <param name="sums">[panels, pitch, 2 registers]</param>
    /// <param name="pitch">Rows of each panel's sums.</param>
    /// <param name="firstRow">Of the result.</param>
    /// <param name="rows">How many.</param>
    /// <param name="firstPanel">Of the panels.</param>
    /// <param name="count">How many.</param>
    public readonly void Apply<TLanes>(in Panels panels, float* sums, int pitch, int firstRow, int rows, int firstPanel, int count)
        where TLanes : struct, ILanes<TLanes>
    {
        switch (Activation)
        {
            case Activation.Silu:
                Rows<TLanes, Silu>(panels, sums, pitch, firstRow, rows, firstPanel, count);
                break;
            case Activation.Gelu:
                Rows<TLanes, Gelu>(panels, sums, pitch, firstRow, rows, firstPanel, count);
                break;
            case Activation.QuickGelu:
                Rows<TLanes, QuickGelu>(panels, sums, pitch, firstRow, rows, firstPanel, count);
                break;
            default:
                Rows<TLanes, Identity>(panels, sums, pitch, firstRow, rows, firstPanel, count);
                break;
        }
    }

    private readonly void Rows<TLanes, TFormula>(in Panels panels, float* sums, int pitch, int firstRow, int rows, int firstPanel, int count)
        where TLanes : struct, ILanes<TLanes>
        where TFormula : struct, IFormula
    {
        int lanes = TLanes.Count;
        for (int row = 0; row < rows; row++)
        {
            nint start = (nint)(firstRow + row) * panels.Outputs;
            float* shift = Shift is null ? null : Shift + ((nint)((firstRow + row) / RowsPerSample) * panels.Outputs);
            for (int i = 0; i < count; i++)
            {
                int panel = firstPanel + i;
                float* sum = sums + ((((nint)i * pitch) + row) * 2 * lanes);
                float* bias = Bias is null ? null : Bias + ((nint)panel * 2 * lanes);
                int column = panel * panels.OutputsPerPanel;
                if (panels.IsGated)
                {
                    Register<TLanes, TFormula, Gate>(sum, bias, shift, start, column, panels.Outputs);
                }
                else
                {
                    Register<TLanes, TFormula, NoGate>(sum, bias, shift, start, column, panels.Outputs);
                    Register<TLanes, TFormula, NoGate>(sum + lanes, bias is null ? null : bias + lanes, shift, start, column + lanes, panels.Outputs);
                }
            }
        }
    }

    /// <summary>One register's columns, or as many of them as there are.</summary>
    private readonly void Register<TLanes, TFormula, TGate>(float* sum, float* bias, float* shift, nint start, int column, int outputs)
        where TLanes : struct, ILanes<TLanes>
        where TFormula : struct, IFormula
        where TGate : struct, IGate
    {
        if (column + TLanes.Count <= outputs)
        {
            Store<TLanes, TFormula, TGate>(sum, bias, shift, start, column, TLanes.Count);
            return;
        }

        for (int i = 0; column + i < outputs; i++)
        {
            Store<Lanes1, TFormula, TGate>(sum + i, bias is null ? null : bias + i, shift, start, column + i, TLanes.Count);
        }
    }

    private readonly void Store<TLanes, TFormula, TGate>(float* sum, float* bias, float* shift, nint start, int column, int gate)
        where TLanes : struct, ILanes<TLanes>
        where TFormula : struct, IFormula
        where TGate : struct, IGate
    {
        TLanes y = TGate.Value<TLanes>(sum, bias, gate);
        if (shift is not null)
        {
            y += TLanes.Load(shift + column);
        }

        y = TFormula.Apply(y);
        if (Residual is not null)
        {
            y += TLanes.Load(Residual + start + column);
        }

        y.Store(Output + start + column);
    }

    /// <summary>What becomes of sums and bias.</summary>
    private interface IGate
    {
        /// <param name="sum">The sums.</param>
        /// <param name="bias">The biases, or none.</param>
        /// <param name="gate">How far behind a value its gate lies.</param>
        static abstract TLanes Value<TLanes>(float* sum, float* bias, int gate) where TLanes : struct, ILanes<TLanes>;
    }

    /// <summary>sum + bias</summary>
    private readonly struct NoGate : IGate
    {
        public static TLanes Value<TLanes>(float* sum, float* bias, int gate) where TLanes : struct, ILanes<TLanes>
            => bias is null ? TLanes.Load(sum) : TLanes.Load(sum) + TLanes.Load(bias);
    }

    /// <summary>value * gelu(gate). Shazeer 2020, GEGLU.</summary>
    private readonly struct Gate : IGate
    {
        public static TLanes Value<TLanes>(float* sum, float* bias, int gate) where TLanes : struct, ILanes<TLanes>
        {
            TLanes value = NoGate.Value<TLanes>(sum, bias, gate);
            TLanes opening = NoGate.Value<TLanes>(sum + gate, bias is null ? null : bias + gate, gate);
            return value * Gelu.Apply(opening);
        }
    }
}
