using Easel.Cuda.Attention;
using Easel.Tensors;

namespace Easel.Cuda;

/// <content>Attention.</content>
public sealed unsafe partial class CudaDevice
{
    /// <inheritdoc/>
    public override Tensor Attention(Tensor queries, Tensor keys, Tensor values, int heads, bool causal = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heads);
        if (queries.Shape.Rank != 3 || queries.Shape[2] % heads != 0 || queries.Shape[2] == 0)
        {
            throw new ArgumentException($"Queries are {queries.Shape}, but [batch, tokens, {heads} * d] is wanted.", nameof(queries));
        }

        int others = keys.Shape.Rank == 3 ? keys.Shape[1] : 0;
        if (others == 0)
        {
            throw new ArgumentException($"Keys are {keys.Shape}, but [{queries.Shape[0]}, others, {queries.Shape[2]}] with 1 or more others is wanted.", nameof(keys));
        }

        RequireShape(keys, queries.Shape.With(1, others));
        RequireShape(values, keys.Shape);
        queries = AsActivations(queries);
        keys = AsActivations(keys);
        values = AsActivations(values);

        Tensor result = AllocateActivations(queries.Shape);
        if (result.Shape.Count == 0)
        {
            return result;
        }

        int batch = queries.Shape[0];
        int tokens = queries.Shape[1];
        int width = queries.Shape[2] / heads;
        AttentionKernel kernel = AttentionKernel.Choose(_card, ActivationType, batch, tokens, heads, width);
        AttentionParameters parameters = new()
        {
            Queries = queries.Address,
            Keys = keys.Address,
            Values = values.Address,
            Result = result.Address,
            Tokens = tokens,
            Others = others,
            Heads = heads,
            Width = width,
            Causal = causal ? 1 : 0,
            Scale = AttentionParameters.ScaleOf(width),
        };
        Launch(kernel.File, kernel.Name, kernel.Grid(batch, tokens, heads, width), kernel.Threads, parameters, kernel.SharedBytes);
        return result;
    }
}
