using System.Collections.Concurrent;
using Easel.Tensors.Assembler;

namespace Easel.Tensors.Kernels.Mixed;

/// <summary>Assembled kernels of attention in float16, for one head width and one number of keys.</summary>
internal readonly unsafe struct AttentionKernels
{
    private static readonly ConcurrentDictionary<(bool IsScore, int Rows, int Pitch), nint> Made = new();
    private static readonly Lazy<nint> Powers = new(static () => Routine.Make(AttentionTiles.Raise));

    private readonly delegate* unmanaged[SuppressGCTransition]<AttentionArguments*, void> _score;
    private readonly delegate* unmanaged[SuppressGCTransition]<AttentionArguments*, void> _addValues;
    private readonly delegate* unmanaged[SuppressGCTransition]<AttentionArguments*, void> _raise;

    private AttentionKernels(nint score, nint addValues, nint raise)
    {
        _score = (delegate* unmanaged[SuppressGCTransition]<AttentionArguments*, void>)score;
        _addValues = (delegate* unmanaged[SuppressGCTransition]<AttentionArguments*, void>)addValues;
        _raise = (delegate* unmanaged[SuppressGCTransition]<AttentionArguments*, void>)raise;
    }

    /// <summary>Kernels for these tiles, or null where new instructions are forbidden.</summary>
    /// <param name="keyRows">Keys of a tile.</param>
    /// <param name="keyPitch">Bytes from one key to the next.</param>
    /// <param name="valueRows">Numbers of a value in a tile.</param>
    /// <param name="valuePitch">Bytes from one number's row of keys to the next.</param>
    public static AttentionKernels? For(int keyRows, int keyPitch, int valueRows, int valuePitch)
    {
        nint score = Made.GetOrAdd((true, keyRows, keyPitch), static key => Routine.Make(a => AttentionTiles.Score(a, key.Rows, key.Pitch)));
        nint addValues = Made.GetOrAdd((false, valueRows, valuePitch), static key => Routine.Make(a => AttentionTiles.AddValues(a, key.Rows, key.Pitch)));
        return score == 0 || addValues == 0 || Powers.Value == 0 ? null : new AttentionKernels(score, addValues, Powers.Value);
    }

    /// <summary>A tile of keys times queries, and the queries' greatest scores.</summary>
    public void Score(AttentionArguments* arguments) => _score(arguments);

    /// <summary>Scores of a block become powers.</summary>
    public void Raise(AttentionArguments* arguments) => _raise(arguments);

    /// <summary>A tile of values' numbers times powers.</summary>
    public void AddValues(AttentionArguments* arguments) => _addValues(arguments);
}
