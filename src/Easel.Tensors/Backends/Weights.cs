namespace Easel.Tensors.Backends;

/// <summary>Weights in the form a device wants them, under the name they had in the checkpoint.</summary>
/// <param name="name">The place in the checkpoint's tree of names, such as <c>model.diffusion_model.out.2</c>.</param>
public abstract class PreparedWeights(string name) : IDisposable
{
    /// <summary>The place in the checkpoint's tree of names.</summary>
    public string Name => name;

    /// <summary>Bytes held on the device.</summary>
    public abstract long Bytes { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the memory back.</summary>
    protected abstract void Dispose(bool disposing);
}

/// <summary>y = x W^T + b, prepared. With <see cref="Gated"/>, y = (x W1^T + b1) * gelu(x W2^T + b2).</summary>
public abstract class LinearWeights(string name, int inputs, int outputs, bool gated) : PreparedWeights(name)
{
    /// <summary>The width of x.</summary>
    public int Inputs => inputs;

    /// <summary>The width of y.</summary>
    public int Outputs => outputs;

    /// <summary>Whether the matrix holds twice as many rows: values, then gates.</summary>
    public bool Gated => gated;
}

/// <summary>What makes queries, keys and values of the same tokens, prepared. Its name is that of the queries.</summary>
public class ProjectionWeights(LinearWeights queries, LinearWeights keys, LinearWeights values) : PreparedWeights(queries.Name)
{
    /// <summary>[batch, tokens, inputs] to [batch, tokens, heads * d]</summary>
    public LinearWeights Queries => queries;

    /// <summary>Likewise.</summary>
    public LinearWeights Keys => keys;

    /// <summary>Likewise.</summary>
    public LinearWeights Values => values;

    /// <inheritdoc/>
    public override long Bytes => queries.Bytes + keys.Bytes + values.Bytes;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        queries.Dispose();
        keys.Dispose();
        values.Dispose();
    }
}

/// <summary>A convolution, prepared.</summary>
public abstract class ConvolutionWeights(string name, ConvolutionShape shape) : PreparedWeights(name)
{
    /// <summary>Its sizes.</summary>
    public ConvolutionShape Shape => shape;
}

/// <summary>Scale and shift per channel of a normalisation, prepared.</summary>
public abstract class NormWeights(string name, int channels) : PreparedWeights(name)
{
    /// <summary>How many channels there are.</summary>
    public int Channels => channels;
}

/// <summary>Rows to look up by number, prepared.</summary>
public abstract class TableWeights(string name, int rows, int width) : PreparedWeights(name)
{
    /// <summary>How many rows there are.</summary>
    public int Rows => rows;

    /// <summary>The width of a row.</summary>
    public int Width => width;
}
