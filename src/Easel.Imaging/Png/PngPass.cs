namespace Easel.Imaging.Png;

/// <summary>Every so-manieth pixel from a first one on: one of Adam7's seven images, or the whole.</summary>
internal readonly record struct PngPass(int Left, int Top, int StepX, int StepY)
{
    private static readonly PngPass[] s_whole = [new(0, 0, 1, 1)];

    private static readonly PngPass[] s_adam7 =
    [
        new(0, 0, 8, 8),
        new(4, 0, 8, 8),
        new(0, 4, 4, 8),
        new(2, 0, 4, 4),
        new(0, 2, 2, 4),
        new(1, 0, 2, 2),
        new(0, 1, 1, 2),
    ];

    /// <summary>The passes of a file in their order.</summary>
    public static IReadOnlyList<PngPass> All(bool isInterlaced) => isInterlaced ? s_adam7 : s_whole;

    /// <summary>How many columns of a picture it has.</summary>
    public int Columns(int width) => (width - Left + StepX - 1) / StepX;

    /// <summary>How many rows of a picture it has.</summary>
    public int Rows(int height) => (height - Top + StepY - 1) / StepY;
}
