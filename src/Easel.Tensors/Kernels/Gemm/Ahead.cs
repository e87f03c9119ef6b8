using System.Runtime.CompilerServices;

namespace Easel.Tensors.Kernels.Gemm;

/// <summary>What will be needed after a panel's tiles. It is fetched meanwhile, a part with each tile.</summary>
internal unsafe struct Ahead
{
    private readonly int _tiles;
    private byte* _panel;
    private int _linesPerTile;
    private byte* _output;
    private byte* _residual;
    private nint _pitch;

    /// <summary>Nothing yet.</summary>
    /// <param name="rows">Rows of the panel's sums.</param>
    /// <param name="height">Rows of a tile.</param>
    public Ahead(int rows, int height) => _tiles = (rows + height - 1) / height;

    /// <summary>A part of a panel.</summary>
    public void WillRead(byte* panel, nint bytes)
    {
        _panel = panel;
        _linesPerTile = (int)(bytes / Cache.Line / _tiles) + 1;
    }

    /// <summary>The lines that take the results, and those of what is added to them. A store to a line that is not there stalls what follows.</summary>
    public void WillFinish(in Finish finish, int firstRow, int column, int outputs)
    {
        nint at = ((nint)firstRow * outputs) + column;
        _output = (byte*)(finish.Output + at);
        _residual = finish.Residual is null ? null : (byte*)(finish.Residual + at);
        _pitch = (nint)outputs * sizeof(float);
    }

    /// <summary>Fetches a tile's share.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch(int row, int rows)
    {
        for (int i = 0; i < _linesPerTile; i++, _panel += Cache.Line)
        {
            Cache.Fetch(_panel);
        }

        if (_output is not null)
        {
            Fetch(_output, row, rows);
        }

        if (_residual is not null)
        {
            Fetch(_residual, row, rows);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Fetch(byte* lines, int row, int rows)
    {
        for (int i = row; i < row + rows; i++)
        {
            Cache.Fetch(lines + (i * _pitch));
        }
    }
}
