namespace Easel.Cli.Verification;

/// <summary>What is to be said of a picture.</summary>
internal enum Verdict
{
    /// <summary>Painted again it is the same file.</summary>
    Identical,

    /// <summary>As far as it was asked to be looked at, it is what its record says; not all of it was painted again.</summary>
    Unchanged,

    /// <summary>It is not what its record says.</summary>
    Different,

    /// <summary>It cannot be said.</summary>
    Unverifiable,
}

/// <summary>Where on a picture's way the first difference lies.</summary>
internal enum Stage
{
    /// <summary>In a step.</summary>
    Step,

    /// <summary>In decoding, all steps being the same.</summary>
    Decoding,

    /// <summary>Behind the decoder: cropping, the safety check's replacement, the watermark.</summary>
    Finish,

    /// <summary>In the file's pixels, which are not those that were written.</summary>
    Pixels,

    /// <summary>In the file's texts alone.</summary>
    Texts,

    /// <summary>In how the file has its pixels shown: seen through, or moving.</summary>
    Showing,
}
