using System.Collections.Concurrent;
using Easel.Tensors.Assembler;

namespace Easel.Tensors.Kernels.Mixed;

/// <summary>Assembled kernels of attention in half precision, for one head width and one number of keys.</summary>
internal readonly unsafe struct AttentionKernels
{
    private static readonly ConcurrentDictionary<(bool IsBFloat16, Part Part, int Rows, int Pitch), nint> s_made = new();

    private readonly delegate* unmanaged[SuppressGCTransition]<AttentionArguments*, void> _score;
    private readonly delegate* unmanaged[SuppressGCTransition]<AttentionArguments*, void> _addValues;
    private readonly delegate* unmanaged[SuppressGCTransition]<AttentionArguments*, void> _raise;

    private AttentionKernels(nint score, nint addValues, nint raise)
    {
        _score = (delegate* unmanaged[SuppressGCTransition]<AttentionArguments*, void>)score;
        _addValues = (delegate* unmanaged[SuppressGCTransition]<AttentionArguments*, void>)addValues;
        _raise = (delegate* unmanaged[SuppressGCTransition]<AttentionArguments*, void>)raise;
    }

    /// <summary>Kernels for these tiles, for a system that has allowed others before.</summary>
    /// <param name="isBFloat16">Whether operands are bfloat16, not float16.</param>
    /// <param name="keyRows">Keys of a tile.</param>
    /// <param name="keyPitch">Bytes from one key to the next.</param>
    /// <param name="valueRows">Numbers of a value in a tile.</param>
    /// <param name="valuePitch">Bytes from one number's row of keys to the next.</param>
    public static AttentionKernels For(bool isBFloat16, int keyRows, int keyPitch, int valueRows, int valuePitch)
    {
        nint score = Get(isBFloat16, Part.Score, keyRows, keyPitch);
        nint addValues = Get(isBFloat16, Part.AddValues, valueRows, valuePitch);
        nint raise = Get(isBFloat16, Part.Raise, 0, 0);
        return new AttentionKernels(score, addValues, raise);
    }

    /// <summary>A tile of keys times queries, and the queries' greatest scores.</summary>
    public void Score(AttentionArguments* arguments) => _score(arguments);

    /// <summary>Scores of a block become powers.</summary>
    public void Raise(AttentionArguments* arguments) => _raise(arguments);

    /// <summary>A tile of values' numbers times powers.</summary>
    public void AddValues(AttentionArguments* arguments) => _addValues(arguments);

    private static nint Get(bool isBFloat16, Part part, int rows, int pitch)
        => s_made.GetOrAdd((isBFloat16, part, rows, pitch), static key =>
        {
            nint routine = Routine.Make(a => Assemble(a, key.IsBFloat16, key.Part, key.Rows, key.Pitch));
            return routine != 0 ? routine : throw new InsufficientMemoryException("The system gives no memory for the instructions of attention.");
        });

    private static void Assemble(Iced.Intel.Assembler a, bool isBFloat16, Part part, int rows, int pitch)
    {
        switch (part)
        {
            case Part.Score when isBFloat16:
                BFloat16Attention.Score(a, rows, pitch);
                break;
            case Part.Score:
                Float16Attention.Score(a, rows, pitch);
                break;
            case Part.AddValues when isBFloat16:
                BFloat16Attention.AddValues(a, rows, pitch);
                break;
            case Part.AddValues:
                Float16Attention.AddValues(a, rows, pitch);
                break;
            default:
                if (isBFloat16)
                {
                    BFloat16Attention.Raise(a);
                }
                else
                {
                    Float16Attention.Raise(a);
                }

                break;
        }
    }

    private enum Part
    {
        Score,
        Raise,
        AddValues,
    }
}
