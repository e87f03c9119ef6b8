namespace Easel.Imaging.Png;

/// <summary>A named text inside a PNG file.</summary>
/// <param name="Keyword">1 to 79 characters of Latin-1, such as <c>parameters</c></param>
/// <param name="Text">any text without U+0000</param>
public sealed record PngText(string Keyword, string Text);
