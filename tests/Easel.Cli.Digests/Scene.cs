namespace Easel.Cli.Digests;

/// <summary>A small request, together with the other scenes one for each thing that a picture depends on.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Words">The command line, from the command on, but for precision, device, threads and the number of pictures.</param>
internal sealed record Scene(string Name, params string[] Words)
{
    /// <summary>Whether a second or two do on a processor without vectors.</summary>
    public bool IsQuick { get; init; } = true;

    /// <summary>The option that says how many pictures are painted at once; none where the command paints what it finds.</summary>
    public string? Batch => Words[0] switch
    {
        "paint" => "--count",
        "txt2img" or "img2img" => "--n_samples",
        _ => null,
    };

    /// <summary>Whether it begins with a picture.</summary>
    public bool HasInitial => Words[0] is "img2img" or "inpaint" || Words.Contains("--init");

    /// <summary>Whether the command computes with the engine.</summary>
    public bool Paints => Words[0] != "watermark";
}
