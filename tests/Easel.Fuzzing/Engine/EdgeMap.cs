using System.Numerics;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Easel.Fuzzing.Engine;

/// <summary>
/// Which ways through the instrumented assemblies an execution took, and which were ever taken. Edges are counted in AFL's classes
/// (1, 2, 3, 4-7, 8-15, 16-31, 32-127, more): Zalewski, "Technical whitepaper for afl-fuzz", sec. 1.
/// </summary>
internal sealed unsafe class EdgeMap
{
    // What SharpFuzz's instrumentation numbers its branches with.
    private const int Size = 1 << 16;

    private static readonly byte[] s_classes = [.. Enumerable.Range(0, 256).Select(count => (byte)(count == 0 ? 0 : 1 << ClassOf(count)))];

    private readonly byte* _counts = (byte*)NativeMemory.AllocZeroed(Size);
    private readonly byte[] _seen = new byte[Size];

    /// <summary>Becomes the place where instrumented code counts, for as long as the process runs: it must be made before any of that code runs.</summary>
    public EdgeMap()
    {
        Trace.SharedMem = _counts;
    }

    /// <summary>Edges that were ever taken.</summary>
    public int Edges { get; private set; }

    /// <summary>Begins an execution.</summary>
    public void Begin()
    {
        NativeMemory.Clear(_counts, Size);
        Trace.PrevLocation = 0;
    }

    /// <summary>Ends an execution.</summary>
    /// <returns>Whether it took an edge that none did before, or one more often or more seldom than any.</returns>
    public bool End()
    {
        bool isNew = false;
        ulong* words = (ulong*)_counts;
        for (int word = 0; word < Size / sizeof(ulong); word++)
        {
            if (words[word] != 0)
            {
                isNew |= Note(word * sizeof(ulong));
            }
        }

        return isNew;
    }

    /// <summary>The edges of the execution that was ended last.</summary>
    public HashSet<int> Last()
    {
        HashSet<int> edges = [];
        for (int i = 0; i < Size; i++)
        {
            if (_counts[i] != 0)
            {
                edges.Add(i);
            }
        }

        return edges;
    }

    private bool Note(int first)
    {
        bool isNew = false;
        for (int i = first; i < first + sizeof(ulong); i++)
        {
            byte found = s_classes[_counts[i]];
            if ((found & ~_seen[i]) != 0)
            {
                Edges += _seen[i] == 0 ? 1 : 0;
                _seen[i] |= found;
                isNew = true;
            }
        }

        return isNew;
    }

    private static int ClassOf(int count) => count switch
    {
        <= 3 => count - 1,
        <= 31 => BitOperations.Log2((uint)count) + 1,
        <= 127 => 6,
        _ => 7,
    };
}
