namespace Easel.Models.UNet;

/// <summary>What a call of a UNet may leave out. By default nothing.</summary>
/// <param name="Features">Where the result of the deep part is kept for calls to come, if it is.</param>
/// <param name="MayReuse">Whether the kept result is taken instead of computing the deep part. If too little is kept, it is computed all the same, and kept.</param>
/// <param name="Merged">Share of the tokens merged in self-attention where the resolution is highest, 0 to <see cref="TokenMerging.GreatestShare"/>.</param>
public readonly record struct UNetShortcuts(DeepFeatures? Features = null, bool MayReuse = false, double Merged = 0);
