namespace Easel.Tensors.Tests.Assembler;

/// <summary>Rows to scale or quantise.</summary>
internal static class RowsOfKinds
{
    /// <summary>Of each kind a row, in which the kind's numbers stand at places that change from length to length, among numbers that are not greater.</summary>
    /// <param name="kinds">Of each, the first number is the greatest.</param>
    /// <param name="columns">Of a row.</param>
    public static float[] Make(float[][] kinds, int columns)
    {
        float[] x = new float[kinds.Length * columns];
        for (int row = 0; row < kinds.Length; row++)
        {
            float[] kind = kinds[row];
            for (int i = 0; i < columns; i++)
            {
                x[(row * columns) + i] = kind[0] / (1 + (((i * 37) + row) % 1009));
            }

            for (int i = 0; i < kind.Length; i++)
            {
                x[(row * columns) + (((i * 7) + (columns * 5 / 16)) % columns)] = kind[i];
            }
        }

        return x;
    }
}
