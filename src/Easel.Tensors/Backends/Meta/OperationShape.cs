namespace Easel.Tensors.Backends.Meta;

/// <summary>Kinds of operations that cost differently.</summary>
public enum OperationKind
{
    /// <summary><see cref="Device.Convolve"/></summary>
    Convolution,

    /// <summary>The same with a kernel that is kept ready for many bands: <see cref="Device.KeepReady"/>.</summary>
    ReadyConvolution,

    /// <summary><see cref="Device.Linear"/></summary>
    Linear,

    /// <summary><see cref="Device.Attention"/></summary>
    Attention,

    /// <summary><see cref="Device.GroupNorm"/>, or both of its halves.</summary>
    GroupNorm,

    /// <summary><see cref="Device.LayerNorm"/></summary>
    LayerNorm,

    /// <summary><see cref="Device.Activate"/></summary>
    Activation,

    /// <summary><see cref="Device.MatchTokens"/></summary>
    Match,

    /// <summary>What moves numbers and hardly computes: memory's speed is its bound.</summary>
    Move,
}

/// <summary>What the cost of an operation depends on.</summary>
/// <param name="Kind">Which it is.</param>
/// <param name="Batch">Samples.</param>
/// <param name="Rows">Rows of the map that comes out; tokens of a sequence; 1 of <see cref="OperationKind.Linear"/>, whose rows are all in <see cref="Columns"/>.</param>
/// <param name="Columns">Columns of the map that comes out; of attention the tokens that are looked at; numbers of <see cref="OperationKind.Move"/>.</param>
/// <param name="Inputs">Channels that go in.</param>
/// <param name="Outputs">Channels that come out; of attention its heads.</param>
public readonly record struct OperationShape(OperationKind Kind, int Batch, int Rows, int Columns, int Inputs, int Outputs)
{
    /// <summary>Taps of a convolution's side.</summary>
    public int Kernel { get; init; }

    /// <summary>Pixels from one output of a convolution to the next.</summary>
    public int Stride { get; init; }

    /// <summary>Whether a product has gates; or attention is causal.</summary>
    public bool IsSpecial { get; init; }

    /// <summary>Whether its matrix is held in eight bits.</summary>
    public bool IsQuantized { get; init; }

    /// <summary>
    /// Floating-point operations, a multiply and an add counted as two: of a convolution 2 k^2 inputs for each number that comes out, as if it were a direct one; of attention
    /// 4 tokens others width; of what has no products the numbers that it reads and writes.
    /// </summary>
    public double Work => Kind switch
    {
        OperationKind.Convolution or OperationKind.ReadyConvolution => 2.0 * Batch * Rows * Columns * Outputs * Inputs * Kernel * Kernel,
        OperationKind.Linear => 2.0 * Batch * Rows * Columns * Inputs * Outputs * (IsSpecial ? 2 : 1),
        OperationKind.Attention => 4.0 * Batch * Rows * Columns * Inputs,
        OperationKind.Match => 2.0 * Batch * Rows * Rows * Inputs * 3 / 16,
        _ => 2.0 * Batch * Rows * Columns * Math.Max(1, Inputs),
    };

    /// <summary>Whether <see cref="Work"/> counts products.</summary>
    public bool HasProducts => Kind is OperationKind.Convolution or OperationKind.ReadyConvolution or OperationKind.Linear or OperationKind.Attention or OperationKind.Match;

    /// <summary>Numbers of its largest tensor of activations.</summary>
    public long LargestTensor => Kind switch
    {
        OperationKind.Convolution or OperationKind.ReadyConvolution => (long)Batch * Rows * Columns * Math.Max(Outputs, (long)Inputs * Stride * Stride),
        OperationKind.Linear => (long)Batch * Rows * Columns * Math.Max(Inputs, Outputs),
        OperationKind.Attention => (long)Batch * Math.Max(Rows, Columns) * Inputs,
        OperationKind.Match => (long)Batch * Rows * Inputs,
        _ => (long)Batch * Rows * Columns * Math.Max(1, Inputs),
    };

    /// <summary>Numbers of its weights.</summary>
    public long Weights => Kind switch
    {
        OperationKind.Convolution or OperationKind.ReadyConvolution => (long)Inputs * Outputs * Kernel * Kernel,
        OperationKind.Linear => (long)Inputs * Outputs * (IsSpecial ? 2 : 1),
        _ => 0,
    };
}
