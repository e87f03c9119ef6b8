using System.Collections;
using System.Runtime.CompilerServices;

namespace Easel.Tensors;

/// <summary>The extents of a tensor, outermost first. Up to eight; none is a single number.</summary>
[CollectionBuilder(typeof(Shape), nameof(Of))]
public readonly struct Shape : IEquatable<Shape>, IEnumerable<int>
{
    /// <summary>The most extents a shape can have.</summary>
    public const int MaxRank = 8;

    private readonly Extents _extents;

    private Shape(ReadOnlySpan<int> extents)
    {
        if (extents.Length > MaxRank)
        {
            throw new ArgumentException($"A shape has at most {MaxRank} extents, not {extents.Length}.", nameof(extents));
        }

        foreach (int extent in extents)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(extent);
        }

        extents.CopyTo(_extents);
        Rank = extents.Length;
    }

    /// <summary>How many extents there are.</summary>
    public int Rank { get; }

    /// <summary>The number of elements: the product of all extents.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            for (int i = 0; i < Rank; i++)
            {
                count = checked(count * _extents[i]);
            }

            return count;
        }
    }

    /// <summary>One extent; <c>^1</c> is the innermost.</summary>
    public int this[Index index] => _extents[CheckedOffset(index)];

    /// <summary>The shape with these extents.</summary>
    public static Shape Of(params ReadOnlySpan<int> extents) => new(extents);

    /// <inheritdoc cref="Equals(Shape)"/>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether rank or any extent differs.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>Whether rank and all extents are the same.</summary>
    public bool Equals(Shape other)
    {
        if (Rank != other.Rank)
        {
            return false;
        }

        for (int i = 0; i < Rank; i++)
        {
            if (_extents[i] != other._extents[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The same shape with one extent changed.</summary>
    public Shape With(Index index, int extent)
    {
        Extents extents = _extents;
        extents[CheckedOffset(index)] = extent;
        return new Shape(((ReadOnlySpan<int>)extents)[..Rank]);
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        for (int i = 0; i < Rank; i++)
        {
            hash.Add(_extents[i]);
        }

        return hash.ToHashCode();
    }

    /// <summary>As people write it: <c>[2, 64, 64, 320]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", this)}]";

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator()
    {
        for (int i = 0; i < Rank; i++)
        {
            yield return _extents[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int CheckedOffset(Index index)
    {
        int offset = index.GetOffset(Rank);
        if ((uint)offset >= (uint)Rank)
        {
            throw new ArgumentOutOfRangeException(nameof(index), $"Shape {ToString()} has no extent {index}.");
        }

        return offset;
    }

    [InlineArray(MaxRank)]
    private struct Extents
    {
        private int _first;
    }
}
