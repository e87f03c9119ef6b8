using Easel.Cuda.Attention;
using Easel.Cuda.Products;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Cuda;

/// <content>Attention.</content>
public sealed unsafe partial class CudaDevice
{
    /// <summary>The kernel that attention takes instead of the one chosen, for measurements.</summary>
    internal AttentionKernel? AttentionKernel { get; set; }

    /// <inheritdoc/>
    public override Tensor Attention(Tensor queries, Tensor keys, Tensor values, int heads, bool causal = false)
    {
        RequireHeads(queries.Shape, keys.Shape, heads);
        RequireShape(keys, queries.Shape.With(1, keys.Shape[1]));
        RequireShape(values, keys.Shape);

        if (Guards)
        {
            return Watched(queries, keys, values, heads, causal);
        }

        int width = queries.Shape[2];
        TokenRows own = new(AsActivations(queries).Address, queries.Shape[1], width);
        TokenRows others = new(AsActivations(keys).Address, keys.Shape[1], width);
        return Attend(own, others, AsActivations(values).Address, queries.Shape, heads, causal);
    }

    /// <inheritdoc/>
    public override Tensor SelfAttention(Tensor x, ProjectionWeights weights, int heads, bool causal = false)
    {
        if (Observer is not null || weights is not CudaProjectionWeights own)
        {
            // Who looks at results wants to see queries, keys and values each for itself.
            return base.SelfAttention(x, weights, heads, causal);
        }

        using Scope scope = BeginScope();
        Tensor joined = Linear(x, own.Joined); // [batch, tokens, queries and keys and values]
        int width = own.Queries.Outputs;
        Shape result = joined.Shape.With(^1, width);
        RequireHeads(result, result, heads);

        joined = AsActivations(joined);
        int part = width * ActivationType.Size();
        TokenRows queries = new(joined.Address, result[1], joined.Shape[2]);
        TokenRows keys = queries with { Address = joined.Address + part };
        return scope.Keep(Attend(queries, keys, keys.Address + part, result, heads, causal));
    }

    private static void RequireHeads(Shape queries, Shape keys, int heads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heads);
        if (queries.Rank != 3 || queries[2] % heads != 0 || queries[2] == 0)
        {
            throw new ArgumentException($"Queries are {queries}, but [batch, tokens, {heads} * d] is wanted.", nameof(queries));
        }

        if (keys.Rank != 3 || keys[1] == 0)
        {
            throw new ArgumentException($"Keys are {keys}, but [{queries[0]}, others, {queries[2]}] with 1 or more others is wanted.", nameof(keys));
        }
    }

    /// <param name="queries">Of every sample.</param>
    /// <param name="keys">Likewise.</param>
    /// <param name="values">Where they begin; they are as many and as far apart as keys.</param>
    /// <param name="shape">Of the result.</param>
    /// <param name="heads">Divides the width.</param>
    /// <param name="causal">Whether a token sees only itself and those before it.</param>
    private Tensor Attend(TokenRows queries, TokenRows keys, nint values, Shape shape, int heads, bool causal)
    {
        Tensor result = AllocateActivations(shape);
        if (shape.Count == 0)
        {
            return result;
        }

        int width = shape[2] / heads;
        AttentionKernel kernel = AttentionKernel ?? AttentionKernel.Choose(_card, ActivationType, shape[0], queries.Count, keys.Count, heads, width);
        AttentionParameters parameters = new()
        {
            Queries = queries.Address,
            Keys = keys.Address,
            Values = values,
            Result = result.Address,
            Tokens = queries.Count,
            Others = keys.Count,
            Heads = heads,
            Width = width,
            QueryPitch = queries.Pitch,
            KeyPitch = keys.Pitch,
            Causal = causal ? 1 : 0,
            Scale = AttentionParameters.ScaleOf(width),
        };
        Launch(kernel.File, kernel.Name, kernel.Grid(shape[0], queries.Count, heads, width), kernel.Threads, parameters, kernel.SharedBytes);
        return result;
    }

    /// <summary>What lies on the card for the tokens of a sample.</summary>
    /// <param name="Address">The first sample's first.</param>
    /// <param name="Count">Tokens of a sample.</param>
    /// <param name="Pitch">Elements from one to the next.</param>
    private readonly record struct TokenRows(nint Address, int Count, int Pitch);
}
