using System.Runtime.CompilerServices;
using Easel.Tensors.Kernels.Quantized;

namespace Easel.Tensors.Kernels.Gemm;

/// <summary>
/// The right factor of a product, in panels of two registers' columns: each panel holds its columns' values of the first row, then of the second, and so on.
/// Where the last columns fit in one register, their panel is one register wide.
/// </summary>
/// <remarks>A gated matrix's panel holds one register of values and one of the gates that belong to them.</remarks>
internal readonly unsafe struct Panels
{
    private const int BytesPerWord = sizeof(float);

    /// <summary>Panels of a matrix.</summary>
    /// <param name="address">Where they are, once packed.</param>
    /// <param name="depth">Rows.</param>
    /// <param name="outputs">Columns, or pairs of columns when gated.</param>
    /// <param name="lanes">Columns of a register.</param>
    /// <param name="gated">Whether columns are pairs of value and gate.</param>
    /// <param name="form">How numbers are held.</param>
    /// <param name="scale">Of float16: what a number is multiplied by when stored, a power of two.</param>
    public Panels(nint address, int depth, int outputs, int lanes, bool gated = false, PanelForm form = PanelForm.Single, float scale = 1)
    {
        Address = address;
        Depth = depth;
        Outputs = outputs;
        Lanes = lanes;
        IsGated = gated;
        Form = form;
        Scale = scale;
        Count = (outputs + OutputsPerPanel - 1) / OutputsPerPanel;
        int last = outputs - ((Count - 1) * OutputsPerPanel);
        HasNarrow = !gated && (form is PanelForm.Single or PanelForm.Half) && last <= lanes;
    }

    public nint Address { get; }

    public int Depth { get; }

    /// <summary>Numbers of a row that the product has in the end.</summary>
    public int Outputs { get; }

    public int Lanes { get; }

    public bool IsGated { get; }

    public PanelForm Form { get; }

    public float Scale { get; }

    public int Count { get; }

    /// <summary>Whether the last panel is one register wide.</summary>
    public bool HasNarrow { get; }

    /// <summary>Whether they are multiplied in half precision.</summary>
    public bool IsMixed => Form is PanelForm.Float16 or PanelForm.BFloat16;

    public int OutputsPerPanel => IsGated ? Lanes : 2 * Lanes;

    /// <summary>Bytes of all panels.</summary>
    public nint Bytes => (nint)HeldRows * (((nint)Count * 2 * Lanes) - (HasNarrow ? Lanes : 0)) * ElementSize;

    /// <summary>Rows that have a place.</summary>
    public int HeldRows => NumberRows + (Form == PanelForm.Int8 ? BytesPerWord : 0);

    /// <summary>Rows of numbers that have a place: whole words, with those of zeros.</summary>
    public int NumberRows => Form switch
    {
        PanelForm.Float16 or PanelForm.BFloat16 => (Depth + 1) / 2 * 2,
        PanelForm.Int8 => (Depth + BytesPerWord - 1) / BytesPerWord * BytesPerWord,
        _ => Depth,
    };

    private int ElementSize => Form switch
    {
        PanelForm.Single => sizeof(float),
        PanelForm.Int8 => sizeof(byte),
        _ => sizeof(ushort),
    };

    /// <summary>The columns of one panel.</summary>
    public int Width(int panel) => HasNarrow && panel == Count - 1 ? Lanes : 2 * Lanes;

    /// <summary>Bytes of one row of a panel.</summary>
    public int RowBytes(int panel) => Width(panel) * ElementSize;

    /// <summary>Where a panel's row lies; of pairs or fours of rows, the first one's.</summary>
    public byte* At(int panel, int row) => (byte*)Address + ((((nint)panel * HeldRows * 2 * Lanes) + ((nint)row * Width(panel))) * ElementSize);

    /// <summary>Of int8: what a column's whole numbers are multiplied by. Null in other forms.</summary>
    public float* Scales(int panel) => Form == PanelForm.Int8 ? (float*)At(panel, NumberRows) : null;

    /// <summary>The output that a panel's column belongs to, and whether as its gate. It may lie beyond the last.</summary>
    public (int Output, bool IsGate) Place(int panel, int column)
        => IsGated ? ((panel * Lanes) + (column % Lanes), column >= Lanes) : ((panel * 2 * Lanes) + column, false);

    /// <summary>Some rows of a panel in single precision: where they lie, or where they have been expanded.</summary>
    public float* Rows<TLanes>(int panel, int first, int count, float* expanded) where TLanes : struct, ILanes<TLanes>
    {
        byte* rows = At(panel, first);
        if (Form == PanelForm.Single)
        {
            return (float*)rows;
        }

        if (Form == PanelForm.Int8)
        {
            Quantization.Expand<TLanes>((float*)rows, expanded, (count + BytesPerWord - 1) / BytesPerWord, Width(panel));
        }
        else
        {
            Expand<TLanes>((ushort*)rows, expanded, (nint)count * Width(panel));
        }

        return expanded;
    }

    [MethodImpl(KernelLoop.Options)]
    private void Expand<TLanes>(ushort* from, float* to, nint count) where TLanes : struct, ILanes<TLanes>
    {
        // Moved to its place in a float, half precision's exponent is 112 too small. A multiplication adds that, and takes the scale away, exactly.
        const float TwoTo112 = 5.192296858534828e33f;
        TLanes factor = TLanes.Splat(TwoTo112 / Scale);
        TLanes size = TLanes.SplatBits(0x7FFF);
        TLanes sign = TLanes.SplatBits(0x8000_0000);
        for (nint i = 0; i < count; i += TLanes.Count)
        {
            TLanes bits = TLanes.LoadWidened(from + i);
            TLanes number = TLanes.ShiftBitsLeft(bits & size, 13) | (TLanes.ShiftBitsLeft(bits, 16) & sign);
            (number * factor).Store(to + i);
        }
    }
}
