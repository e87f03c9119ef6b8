namespace Easel.Tensors.Backends.Meta;

/// <summary>Weights that are counted, and nowhere. Each tells its device when it comes and goes.</summary>
internal sealed class MetaLinear : LinearWeights
{
    private readonly MetaDevice _device;

    public MetaLinear(MetaDevice device, string name, int inputs, int outputs, bool gated, long bytes, bool isQuantized)
        : base(name, inputs, outputs, gated)
    {
        _device = device;
        Bytes = bytes;
        IsQuantized = isQuantized;
        device.Hold(bytes);
    }

    public override long Bytes { get; }

    public bool IsQuantized { get; }

    protected override void Dispose(bool disposing) => _device.LetGo(Bytes);
}

/// <inheritdoc cref="MetaLinear"/>
internal sealed class MetaConvolution : ConvolutionWeights
{
    private readonly MetaDevice _device;

    public MetaConvolution(MetaDevice device, string name, ConvolutionShape shape, long bytes, long transformedFloats, bool isQuantized)
        : base(name, shape)
    {
        _device = device;
        Bytes = bytes;
        TransformedFloats = transformedFloats;
        IsQuantized = isQuantized;
        device.Hold(bytes);
    }

    public override long Bytes { get; }

    public bool IsQuantized { get; }

    /// <summary>Floats of the kernel transformed for minimal filtering; 0 if it is never transformed as a whole.</summary>
    public long TransformedFloats { get; }

    /// <summary>As of the processor's.</summary>
    public Tensor? Ready
    {
        get => field is { Allocation.Released: false } ? field : null;
        set;
    }

    protected override void Dispose(bool disposing) => _device.LetGo(Bytes);
}

/// <inheritdoc cref="MetaLinear"/>
internal sealed class MetaNorm : NormWeights
{
    private readonly MetaDevice _device;

    public MetaNorm(MetaDevice device, string name, int channels)
        : base(name, channels)
    {
        _device = device;
        device.Hold(Bytes);
    }

    public override long Bytes => 2L * Channels * sizeof(float);

    protected override void Dispose(bool disposing) => _device.LetGo(Bytes);
}

/// <inheritdoc cref="MetaLinear"/>
internal sealed class MetaTable : TableWeights
{
    private readonly MetaDevice _device;

    public MetaTable(MetaDevice device, string name, int rows, int width)
        : base(name, rows, width)
    {
        _device = device;
        device.Hold(Bytes);
    }

    public override long Bytes => (long)Rows * Width * sizeof(float);

    protected override void Dispose(bool disposing) => _device.LetGo(Bytes);
}
