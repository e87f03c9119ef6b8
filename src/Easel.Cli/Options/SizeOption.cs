using Easel.Painting.Texts;

namespace Easel.Cli.Options;

/// <summary><c>--size</c>: width and height in one word, such as <c>768x512</c>.</summary>
internal static class SizeOption
{
    /// <summary>The option.</summary>
    /// <param name="help">What help says of it.</param>
    public static ValueOption<PictureSize?> Create(string help) => new("--size", null, help, text => SizeText.Read(text)) { Shown = "WIDTHxHEIGHT" };
}
