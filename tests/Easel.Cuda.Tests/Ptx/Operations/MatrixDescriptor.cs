using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Ptx.Operations;

/// <summary>
/// Where a factor of a warpgroup's product lies in shared memory. PTX ISA 8.0, "Matrix Descriptor Format": the start in bits 0 to 13, the leading dimension's
/// offset in 16 to 29 and the stride in 32 to 45, all in 16 bytes; in bits 62 and 63 how rows are mixed: 0 not at all, 1 in 128 bytes, 2 in 64, 3 in 32.
/// Lines of so many bytes (16 if not mixed), eight of which are a pattern, are what lies together along the depth, or along rows if transposed.
/// </summary>
internal readonly struct MatrixDescriptor
{
    private const ulong Known = 0xC000_3FFF_3FFF_3FFF;
    private const int Piece = AsyncProxy.PieceBytes;

    private readonly ulong _start;
    private readonly ulong _leading;
    private readonly ulong _stride;

    /// <summary>Bytes of a line.</summary>
    private readonly ulong _line;

    public MatrixDescriptor(ulong bits)
    {
        if ((bits & ~Known) != 0)
        {
            throw new KernelFaultException($"a matrix descriptor 0x{bits:x} has bits that mean nothing, or a base offset, which is not known.");
        }

        _start = (bits & 0x3fff) * Piece;
        _leading = (bits >> 16 & 0x3fff) * Piece;
        _stride = (bits >> 32 & 0x3fff) * Piece;
        _line = (bits >> 62) switch
        {
            1 => 128,
            2 => 64,
            3 => 32,
            _ => 16,
        };
    }

    /// <summary>Addresses of the pieces of 8 elements of a factor [rows, 16].</summary>
    /// <returns>Of each row both; if transposed, of each place of the depth all of its rows.</returns>
    public ulong[] Pieces(int rows, bool transposed)
    {
        ulong groups = (ulong)rows / 8;
        Check(transposed ? Math.Min(groups * Piece, _line) : 2 * Piece, transposed, groups);
        ulong[] pieces = new ulong[2 * rows];
        for (ulong i = 0; i < (ulong)pieces.Length; i++)
        {
            pieces[i] = Mix(_start + (transposed ? AcrossDepth(i / groups, i % groups) : AlongDepth(i / 2, i % 2)));
        }

        return pieces;
    }

    // Rows of eight patterns at the stride; the halves of the depth in the same line, or at the leading dimension's offset.
    private ulong AlongDepth(ulong row, ulong half) => row / 8 * _stride + row % 8 * _line + half * (_line == Piece ? _leading : Piece);

    // Eight places of the depth are a pattern. Not mixed: groups of 8 rows at the stride, patterns of the depth at the leading dimension's offset.
    private ulong AcrossDepth(ulong depth, ulong group)
    {
        ulong groupsInLine = _line / Piece;
        return _line == Piece
            ? group * _stride + depth % 8 * Piece + depth / 8 * _leading
            : group % groupsInLine * Piece + group / groupsInLine * _leading + depth % 8 * _line + depth / 8 * _stride;
    }

    /// <summary>In 128 bytes, address bits 4 to 6 differ by bits 7 to 9.</summary>
    private ulong Mix(ulong address) => address ^ (address >> 7 & (_line / Piece - 1)) * Piece;

    /// <summary>A factor must begin in the first line of a pattern, with room in it, and patterns must follow each other in whole patterns.</summary>
    private void Check(ulong used, bool transposed, ulong groups)
    {
        ulong pattern = 8 * _line;
        if (_line == Piece)
        {
            return;
        }

        bool usesLeading = transposed && groups > _line / Piece;
        if (_start % pattern + used > _line || _stride % pattern != 0 || (usesLeading && _leading % pattern != 0))
        {
            throw new KernelFaultException(
                $"a matrix at {_start} with the offsets {_leading} and {_stride} does not lie in whole patterns of {pattern} bytes.");
        }
    }
}
