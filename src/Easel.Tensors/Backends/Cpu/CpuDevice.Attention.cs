using Easel.Tensors.Kernels.Attention;
using Easel.Tensors.Memory;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Backends.Cpu;

/// <content>Attention.</content>
public unsafe partial class CpuDevice
{
    /// <inheritdoc/>
    public override Tensor Attention(Tensor queries, Tensor keys, Tensor values, int heads, bool causal = false)
    {
        Require(queries);
        Require(keys);
        Require(values);
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

        return _guard is { } guard ? Attend(guard, queries, keys, values, heads, causal) : Attend(queries, keys, values, heads, causal, Precision);
    }

    private Tensor Attend(CpuGuard guard, Tensor queries, Tensor keys, Tensor values, int heads, bool causal)
    {
        bool isRounded = Target.Rounds(PlanOf(queries, keys, values, heads, causal, Precision));
        return guard.Attend(
            queries, keys, values,
            (q, k, v) => Attend(q, k, v, heads, causal, Precision),
            isRounded ? (q, k, v) => Attend(q, k, v, heads, causal, Precision.Full) : null);
    }

    private Heads PlanOf(Tensor queries, Tensor keys, Tensor values, int heads, bool causal, Precision precision)
    {
        Heads plan = new()
        {
            Queries = Floats(queries),
            Keys = Floats(keys),
            Values = Floats(values),
            Batch = queries.Shape[0],
            Tokens = queries.Shape[1],
            Others = keys.Shape[1],
            Count = heads,
            Width = queries.Shape[2] / heads,
            IsCausal = causal,
            MayRound = precision == Precision.Autocast,
            TileRows = Target.AttentionTile.Rows,
            TileColumns = Target.AttentionTile.Columns,
        };
        if (!plan.Fits)
        {
            throw new ArgumentException($"Queries are {queries.Shape}: heads {plan.Width} wide are beyond the {WorkerTeam.ScratchBytes >> 20} MiB that a thread has for them.", nameof(queries));
        }

        return plan;
    }

    private Tensor Attend(Tensor queries, Tensor keys, Tensor values, int heads, bool causal, Precision precision)
    {
        Heads plan = PlanOf(queries, keys, values, heads, causal, precision);
        Tensor y = Allocate(queries.Shape);
        if (y.Shape.Count == 0)
        {
            return y;
        }

        plan.Output = Floats(y);
        Allocation packed = _arena.Allocate(Target.PackedFloats(plan) * sizeof(float));
        plan.Packed = (float*)packed.Address;
        try
        {
            Target.Attend(_team, plan);
        }
        finally
        {
            packed.Release();
        }

        return y;
    }
}
