namespace Easel.Diffusion.Planning;

/// <summary>What a run gives up to need less memory. Nothing of it changes a picture in <c>full</c>.</summary>
/// <param name="NarrowBands">Whether the autoencoder works in the narrowest bands.</param>
/// <param name="PicturesAtOnce">Pictures of a batch at once; all if 0.</param>
/// <param name="ReleasesTextEncoder">Whether the text encoder is let go while it paints.</param>
public sealed record MemoryEconomy(bool NarrowBands = false, int PicturesAtOnce = 0, bool ReleasesTextEncoder = false)
{
    private static readonly bool[] s_noThenYes = [false, true];

    /// <summary>Nothing is given up.</summary>
    public static MemoryEconomy None { get; } = new();

    /// <summary>All ways to save, those that cost least time first: narrower bands, fewer pictures at once, then without the text encoder, which must be read again for other prompts.</summary>
    /// <param name="pictures">Of the largest batch.</param>
    public static IEnumerable<MemoryEconomy> InOrder(int pictures)
    {
        List<int> groups = [0];
        for (int group = pictures / 2; group >= 1; group = group == 1 ? 0 : group / 2)
        {
            groups.Add(group);
        }

        return from releases in s_noThenYes
               from atOnce in groups
               from narrow in s_noThenYes
               select new MemoryEconomy(narrow, atOnce, releases);
    }

    /// <summary>What is given up, in words; none if nothing is.</summary>
    public string? Describe()
    {
        List<string> parts = [];
        if (NarrowBands)
        {
            parts.Add("the autoencoder works in narrower bands");
        }

        if (PicturesAtOnce > 0)
        {
            parts.Add(PicturesAtOnce == 1 ? "pictures of a batch are painted one after the other" : $"{PicturesAtOnce} pictures of a batch are painted at once");
        }

        if (ReleasesTextEncoder)
        {
            parts.Add("the text encoder is let go while it paints");
        }

        return parts.Count == 0 ? null : string.Join(", ", parts);
    }
}
