using Easel.Cuda.Products;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Cuda;

/// <content>Operations as a guard has them done. They stand here since what is handed to the guard is made anew at every call, and others are to go without.</content>
public sealed unsafe partial class CudaDevice
{
    private Tensor Watched(Tensor x, CudaConvolutionWeights weights, Shape result, Epilogue epilogue, Halo halo)
        => _guard!.Convolve(x, weights, epilogue, held => Multiply(x, held, result, epilogue, halo));

    /// <summary>A kernel in float32 has no folded copy: the map is upsampled first.</summary>
    private Tensor WatchedUpsampled(Tensor x, CudaConvolutionWeights weights, Epilogue epilogue) => _guard!.Convolve(
        x, weights, epilogue, held => held == weights ? MultiplyUpsampled(x, held, epilogue) : UpsampleAndConvolve(x, 2 * x.Shape[1], 2 * x.Shape[2], held, epilogue));

    private Tensor Watched(Tensor queries, Tensor keys, Tensor values, int heads, bool causal)
        => _guard!.Attend(queries, keys, values, () => Attention(queries, keys, values, heads, causal));

    private Tensor Watched(Tensor x, NormWeights weights, int groups, float epsilon, Activation activation)
        => Observed(weights, _guard!.Norm(weights.Name, [x], () => GroupNorm(x, weights, groups, epsilon, activation)));

    private Tensor Watched(Tensor[] bands, NormWeights weights, int groups, float epsilon)
        => _guard!.Move(bands, () => MeasureGroups(bands, weights, groups, epsilon));

    private Tensor Watched(Tensor[] rows, Tensor measured, NormWeights weights, Activation activation)
        => Observed(weights, _guard!.Norm(weights.Name, rows, () => Normalize(rows, measured, weights, activation)));

    private Tensor Watched(Tensor x, NormWeights weights, float epsilon)
        => Observed(weights, _guard!.Norm(weights.Name, [x], () => LayerNorm(x, weights, epsilon)));

    private Tensor WatchedEmbedding(Tensor ids, TableWeights tokens, TableWeights positions)
        => Observed(tokens, _guard!.Norm(tokens.Name, [], () => Embed(ids, tokens, positions)));

    private Tensor WatchedActivation(Tensor x, Activation activation) => _guard!.Move([x], () => Activate(x, activation));

    private Tensor WatchedMerge(Tensor x, Tensor rows, int count) => _guard!.Move([x], () => MergeTokens(x, rows, count));

    private Tensor WatchedSpread(Tensor y, Tensor rows, Tensor residual) => _guard!.Move([y, residual], () => SpreadTokens(y, rows, residual));

    private Tensor RedoMatch(Tensor x, int width, int count) => Redo(() => MatchTokens(x, width, count));

    private Tensor Watched(Tensor[] inputs, Func<Tensor[], Tensor> operation) => _guard!.Move(inputs, () => operation(inputs));
}
