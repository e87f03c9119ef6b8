using Easel.Diffusion;
using Easel.Painting.Texts;

namespace Easel.Cli.Options;

/// <summary>Sides of pictures, in pixels.</summary>
internal static class SideOption
{
    /// <summary>An option for a side of 512 pixels or other multiples of 8.</summary>
    public static ValueOption<long> Create(string name, string help)
    {
        ValueOption<long> side = OptionOf.Integer(name, 512, 1, ImageRequest.MaxSide, help);
        return side with { Read = text => SideRules.RequireMultiple(side.Read(text)) };
    }
}
