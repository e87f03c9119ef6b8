using Easel.Tensors.Kernels;

namespace Easel.Tensors.Tests.Kernels;

public unsafe class TranspositionTests
{
    private const float Untouched = -1;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 4)]
    [InlineData(3, 9)]
    [InlineData(8, 43)]
    [InlineData(17, 5)]
    [InlineData(48, 160)]
    public void Rows_become_columns_and_nothing_beside_them_changes(int rows, int columns)
    {
        int fromPitch = columns + 3;
        int toPitch = rows + 2;
        float[] source = [.. Enumerable.Range(0, rows * fromPitch).Select(i => (float)i)];
        float[] result = new float[columns * toPitch];
        result.AsSpan().Fill(Untouched);

        fixed (float* from = source, to = result)
        {
            Transposition.Run(rows, columns, from, fromPitch, to, toPitch);
        }

        for (int i = 0; i < result.Length; i++)
        {
            (int column, int row) = Math.DivRem(i, toPitch);
            Assert.Equal(row < rows ? source[(row * fromPitch) + column] : Untouched, result[i]);
        }
    }
}
