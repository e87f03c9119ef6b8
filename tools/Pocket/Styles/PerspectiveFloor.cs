using SkiaSharp;

namespace Easel.Pocket.Styles;

/// <summary>A floor that runs to the horizon: lines to a vanishing point and rows that come closer.</summary>
/// <param name="Width">Of the picture, in pixels.</param>
/// <param name="Height">Of the picture, in pixels.</param>
/// <param name="Shift">Sideways, in tiles.</param>
internal readonly record struct PerspectiveFloor(int Width, int Height, float Shift)
{
    /// <summary>Rows from the horizon to the lower edge.</summary>
    public const int Rows = 4;

    private const float HorizonShare = 0.7f;

    /// <summary>Where it begins, in pixels from the top.</summary>
    public float Horizon => MathF.Round(HorizonShare * Height);

    /// <summary>The upper edge of a row, or the lower edge of the one before.</summary>
    public float Row(int number) => Horizon + ((Height - Horizon) * MathF.Pow(number / (float)Rows, 1.7f));

    /// <summary>Where a line between columns crosses a height.</summary>
    public float Column(int number, float y)
    {
        float nearness = 0.35f + (0.65f * (y - Horizon) / (Height - Horizon));
        return (Width / 2f) + ((number + Shift) * 0.24f * Width * nearness * 1.6f);
    }

    /// <summary>One tile's outline.</summary>
    public SKPath Tile(int column, int row)
    {
        float top = Row(row);
        float bottom = Row(row + 1);
        using SKPathBuilder builder = new();
        builder.AddPoly(
            [new(Column(column, top), top), new(Column(column + 1, top), top), new(Column(column + 1, bottom), bottom), new(Column(column, bottom), bottom)],
            close: true);
        return builder.Detach();
    }
}
