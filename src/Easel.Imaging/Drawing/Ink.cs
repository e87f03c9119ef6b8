namespace Easel.Imaging.Drawing;

/// <summary>A colour to draw with.</summary>
internal readonly record struct Ink(byte Red, byte Green, byte Blue);
