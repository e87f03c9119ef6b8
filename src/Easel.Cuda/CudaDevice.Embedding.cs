using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Easel.Cuda.Driver;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Cuda;

/// <content>Rows looked up by number, and what is known here of numbers that lie on the card.</content>
public sealed unsafe partial class CudaDevice
{
    private const int EmbeddingThreads = 256;

    // Kernels read wherever integers send them: so their range is known here before, of what was uploaded or made by an operation.
    private readonly ConditionalWeakTable<Allocation, KnownIntegers> _integers = [];

    /// <inheritdoc/>
    public override TableWeights PrepareTable(string name, HostTensor rows)
        => rows.Shape.Rank == 2
            ? new CudaTableWeights(this, name, rows.Shape[0], rows.Shape[1], UploadFloats(rows))
            : throw new ArgumentException($"Tensor '{rows.Name}' is {rows.Shape}, but a table, [rows, width], is wanted.", nameof(rows));

    /// <inheritdoc/>
    public override Tensor Embed(Tensor ids, TableWeights tokens, TableWeights positions)
    {
        RequireIntegers(ids);
        CudaTableWeights table = Own<CudaTableWeights>(tokens);
        CudaTableWeights places = Own<CudaTableWeights>(positions);
        if (ids.Shape.Rank != 2 || ids.Shape[1] > places.Rows || table.Width != places.Width)
        {
            throw new ArgumentException(
                $"Ids are {ids.Shape} for tables [{table.Rows}, {table.Width}] and [{places.Rows}, {places.Width}], "
                + "but [batch, places] with no more places than the second table has rows, and equal widths, are wanted.",
                nameof(ids));
        }

        if (FindOutside(ids, table.Rows) is int id)
        {
            throw new ArgumentOutOfRangeException(nameof(ids), id, $"Table '{table.Name}' has rows 0 to {table.Rows - 1}.");
        }

        if (Guards)
        {
            return WatchedEmbedding(ids, tokens, positions);
        }

        Tensor y = AllocateActivations([ids.Shape[0], ids.Shape[1], table.Width]);
        if (y.Shape.Count > 0)
        {
            Launch(ElementwiseFile, Typed("embed"), new GridSize((int)ids.Shape.Count), EmbeddingThreads, new EmbedParameters
            {
                Ids = ids.Address,
                Tokens = table.Values,
                Positions = places.Values,
                Y = y.Address,
                Places = ids.Shape[1],
                Width = table.Width,
            });
        }

        return Observed(tokens, y);
    }

    /// <summary>Keeps a copy of uploaded integers for as long as their memory is theirs.</summary>
    private void Remember(Tensor tensor, ReadOnlySpan<int> values) => _integers.Add(tensor.Allocation, new KnownIntegers(values.ToArray(), 0));

    /// <summary>Keeps in mind that an operation makes integers of 0 to some limit - 1.</summary>
    private void RememberLimit(Tensor tensor, int limit) => _integers.Add(tensor.Allocation, new KnownIntegers(null, limit));

    /// <summary>An integer that is not 0 to limit - 1, if there is one.</summary>
    private int? FindOutside(Tensor tensor, int limit)
    {
        if (!_integers.TryGetValue(tensor.Allocation, out KnownIntegers? known))
        {
            throw new ArgumentException($"Integers of {tensor.Shape} were neither uploaded nor made by an operation: nothing is known about their range.", nameof(tensor));
        }

        if (known.Values is null)
        {
            return known.Limit <= limit ? null : known.Limit - 1;
        }

        int start = (int)((tensor.Address - tensor.Allocation.Address) / sizeof(int));
        foreach (int value in known.Values.AsSpan(start, (int)tensor.Shape.Count))
        {
            if ((uint)value >= (uint)limit)
            {
                return value;
            }
        }

        return null;
    }

    private void RequireIntegers(Tensor tensor)
    {
        Require(tensor);
        if (tensor.Type != ElementType.Int32)
        {
            throw new ArgumentException($"A tensor of {tensor.Shape} is {tensor.Type.Name()}, but {ElementType.Int32.Name()} is wanted.", nameof(tensor));
        }
    }

    /// <summary>Integers by value, or what they are below.</summary>
    private sealed record KnownIntegers(int[]? Values, int Limit);

    /// <summary>As in elementwise.cu.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct EmbedParameters
    {
        public nint Ids;
        public nint Tokens;
        public nint Positions;
        public nint Y;
        public int Places;
        public int Width;
    }
}
