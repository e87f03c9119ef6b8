using System.Text;

namespace Easel.Fuzzing.Engine;

/// <summary>A reader of foreign bytes. To add one: derive a small class and name it in <see cref="FuzzTargets"/>.</summary>
internal abstract class FuzzTarget
{
    /// <summary>What the command line, the corpus and the findings call it.</summary>
    public abstract string Name { get; }

    /// <summary>The reader's own exceptions: what it documents for bytes that it refuses. All others are findings.</summary>
    public abstract IReadOnlyList<Type> Refusals { get; }

    /// <summary>Whole, valid files, and what is interesting besides.</summary>
    public abstract IEnumerable<byte[]> Seeds { get; }

    /// <summary>The words of the format.</summary>
    public virtual IReadOnlyList<byte[]> Tokens => [];

    /// <summary>Longest input, in bytes.</summary>
    public virtual int MaxLength => 4096;

    /// <summary>What reading any input may allocate, in bytes.</summary>
    public virtual long AllocationFloor => 1 << 20;

    /// <summary>What it may allocate beside that for each byte of input.</summary>
    public virtual long AllocationPerByte => 64;

    /// <summary>Reads an input, and all that its reader promises lazily.</summary>
    /// <exception cref="BrokenPromiseException">The reader gave something that it should not have.</exception>
    public abstract void Read(byte[] input);

    /// <summary>Makes checksums and lengths right again after a change, so that what lies behind them is reached; as it is where a format has none.</summary>
    public virtual byte[] Repair(byte[] input, FuzzRandom random) => input;

    /// <summary>The target's name.</summary>
    public override string ToString() => Name;

    /// <summary>Words as bytes.</summary>
    protected static byte[][] Words(params string[] words) => [.. words.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Texts as bytes.</summary>
    protected static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Bytes as a text, with what is no UTF-8 replaced, as programs read files.</summary>
    protected static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>Holds a reader to a promise.</summary>
    protected static void Promise(bool isKept, string promise)
    {
        if (!isKept)
        {
            throw new BrokenPromiseException(promise);
        }
    }
}

/// <summary>A reader gave something that it should not have.</summary>
internal sealed class BrokenPromiseException(string promise) : Exception(promise);
