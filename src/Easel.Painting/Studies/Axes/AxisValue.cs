namespace Easel.Painting.Studies.Axes;

/// <summary>One value on an axis.</summary>
/// <param name="Label">what the sheet says of it</param>
/// <param name="Apply">puts it on settings</param>
internal sealed record AxisValue(string Label, Func<CellSettings, CellSettings> Apply);
