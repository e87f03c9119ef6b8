using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Models;

/// <summary>A device on which networks can be built, to learn what they take, but not run.</summary>
internal class NamingDevice : Device
{
    public override string Name => "none";

    public override Precision Precision => Precision.Full;

    public override (long Activations, long Weights) Memory => (0, 0);

    public override LinearWeights PrepareLinear(string name, HostTensor weight, HostTensor? bias, bool gated = false) => new NamedLinear(name);

    public override ConvolutionWeights PrepareConvolution(string name, HostTensor weight, HostTensor? bias, int stride, int padBefore, int padAfter, bool followsUpsampling = false) => new NamedConvolution(name);

    public override NormWeights PrepareNorm(string name, HostTensor scale, HostTensor shift) => new NamedNorm(name);

    public override TableWeights PrepareTable(string name, HostTensor rows) => new NamedTable(name);

    public override Scope BeginScope() => throw CannotRun();

    /// <inheritdoc/>
    public override Scope? ExchangeScope(Scope? scope) => throw CannotRun();

    public override Tensor Allocate(Shape shape, ElementType type = ElementType.Float32) => throw CannotRun();

    public override Tensor Upload(ReadOnlySpan<float> values, Shape shape) => throw CannotRun();

    public override Tensor Upload(ReadOnlySpan<int> values, Shape shape) => throw CannotRun();

    public override void Download(Tensor source, Span<float> destination) => throw CannotRun();

    public override bool IsFinite(Tensor x) => throw CannotRun();

    public override Tensor Linear(Tensor x, LinearWeights weights, in Epilogue epilogue = default) => throw CannotRun();

    public override Tensor Convolve(Tensor x, ConvolutionWeights weights, in Epilogue epilogue = default, Halo halo = Halo.None) => throw CannotRun();

    public override IDisposable KeepReady(ConvolutionWeights weights) => throw CannotRun();

    public override Tensor Attention(Tensor queries, Tensor keys, Tensor values, int heads, bool causal = false) => throw CannotRun();

    public override Tensor GroupNorm(Tensor x, NormWeights weights, int groups, float epsilon, Activation activation = Activation.None) => throw CannotRun();

    public override Tensor MeasureGroups(ReadOnlySpan<Tensor> bands, NormWeights weights, int groups, float epsilon) => throw CannotRun();

    public override Tensor Normalize(ReadOnlySpan<Tensor> rows, Tensor measured, NormWeights weights, Activation activation) => throw CannotRun();

    public override Tensor LayerNorm(Tensor x, NormWeights weights, float epsilon) => throw CannotRun();

    public override Tensor Activate(Tensor x, Activation activation) => throw CannotRun();

    public override Tensor Combine(float a, Tensor x, float b, Tensor y) => throw CannotRun();

    public override Tensor Guide(Tensor both, float scale) => throw CannotRun();

    public override Tensor Upsample(Tensor x, int height, int width) => throw CannotRun();

    public override Tensor Concatenate(Tensor x, Tensor y) => throw CannotRun();

    public override Tensor Stack(params ReadOnlySpan<Tensor> parts) => throw CannotRun();

    public override Tensor MatchTokens(Tensor x, int width, int count) => throw CannotRun();

    public override Tensor MergeTokens(Tensor x, Tensor rows, int count) => throw CannotRun();

    public override Tensor SpreadTokens(Tensor y, Tensor rows, Tensor residual) => throw CannotRun();

    public override Tensor Embed(Tensor ids, TableWeights tokens, TableWeights positions) => throw CannotRun();

    protected override void Dispose(bool disposing)
    {
    }

    private static NotSupportedException CannotRun() => new("Networks built to learn their tensors' names cannot be run.");

    private sealed class NamedLinear(string name) : LinearWeights(name, 0, 0, gated: false)
    {
        public override long Bytes => 0;

        protected override void Dispose(bool disposing)
        {
        }
    }

    private sealed class NamedConvolution(string name) : ConvolutionWeights(name, default)
    {
        public override long Bytes => 0;

        protected override void Dispose(bool disposing)
        {
        }
    }

    private sealed class NamedNorm(string name) : NormWeights(name, 0)
    {
        public override long Bytes => 0;

        protected override void Dispose(bool disposing)
        {
        }
    }

    private sealed class NamedTable(string name) : TableWeights(name, 0, 0)
    {
        public override long Bytes => 0;

        protected override void Dispose(bool disposing)
        {
        }
    }
}
