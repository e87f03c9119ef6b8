namespace Easel.Tests.Imaging;

/// <summary>PNG's filters undone as the specification words it.</summary>
internal static class TestFilters
{
    public static byte[] Undo(byte[] filtered, int rowBytes, int step)
    {
        int rows = filtered.Length / (rowBytes + 1);
        byte[,] raw = new byte[rows, rowBytes];
        for (int y = 0; y < rows; y++)
        {
            for (int i = 0; i < rowBytes; i++)
            {
                int a = i < step ? 0 : raw[y, i - step];
                int b = y == 0 ? 0 : raw[y - 1, i];
                int c = i < step || y == 0 ? 0 : raw[y - 1, i - step];
                int paeth = new[] { a, b, c }.MinBy(value => Math.Abs(a + b - c - value));
                int[] foretold = [0, a, b, (a + b) / 2, paeth];
                raw[y, i] = (byte)(filtered[(y * (rowBytes + 1)) + 1 + i] + foretold[filtered[y * (rowBytes + 1)]]);
            }
        }

        return [.. raw.Cast<byte>()];
    }
}
