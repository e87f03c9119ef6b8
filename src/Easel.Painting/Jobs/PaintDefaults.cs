using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Samplers;
using Easel.Models;
using Easel.Painting.Texts;

namespace Easel.Painting.Jobs;

/// <summary>What is painted where nothing else is said.</summary>
/// <param name="Size">pixels</param>
/// <param name="Sampler">the way from noise to picture</param>
/// <param name="Steps">steps on it</param>
/// <param name="Scale">guidance</param>
internal sealed record PaintDefaults(PictureSize Size, SamplerKind Sampler, int Steps, double Scale)
{
    /// <summary>Of Stable Diffusion v1: with this sampler's usual schedule, Karras, twenty steps are enough.</summary>
    public static PaintDefaults Usual { get; } = new(new PictureSize(512, 512), SamplerKind.DpmPlusPlus2M, 20, 7.5);

    /// <summary>Of the model that comes with Easel, if it is the one that paints: its own.</summary>
    public static PaintDefaults Of(PocketModel? pocket) => pocket is null ? Usual : Of(pocket.Defaults);

    /// <summary>Of a model that tells its own.</summary>
    public static PaintDefaults Of(ModelDefaults own)
        => new(new PictureSize(own.Width, own.Height), SamplerNames.Read(own.Sampler)?.Kind ?? Usual.Sampler, own.Steps, own.GuidanceScale);
}
