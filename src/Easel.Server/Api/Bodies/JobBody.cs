using System.Text.Json.Serialization;

namespace Easel.Server.Api.Bodies;

/// <summary>What is to be painted. Only the prompt is needed; what is not said is the model's own.</summary>
/// <example>{"prompt": "a lighthouse above a stormy sea", "negativePrompt": "blurry", "width": 512, "height": 512, "steps": 20, "sampler": "dpmpp_2m", "scale": 7.5, "seed": 42, "count": 2}</example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record JobBody
{
    /// <summary>What to paint; up to 20,000 characters.</summary>
    /// <example>a lighthouse above a stormy sea</example>
    public string? Prompt { get; init; }

    /// <summary>What not to paint.</summary>
    public string? NegativePrompt { get; init; }

    /// <summary>Names of styles, one applied after another; <c>GET /styles</c> lists them.</summary>
    public IReadOnlyList<string>? Styles { get; init; }

    /// <summary>A model of <c>GET /models</c>; the server's own if none is named.</summary>
    public string? Model { get; init; }

    /// <summary>Pixels of a row, a multiple of 8.</summary>
    /// <example>512</example>
    public int? Width { get; init; }

    /// <summary>Rows, a multiple of 8.</summary>
    /// <example>512</example>
    public int? Height { get; init; }

    /// <summary>Steps from noise to picture.</summary>
    /// <example>20</example>
    public int? Steps { get; init; }

    /// <summary>The way from noise to picture, by any of its usual names; with a schedule's behind it, if wanted.</summary>
    /// <example>dpmpp_2m</example>
    public string? Sampler { get; init; }

    /// <summary>The noise levels on it; the sampler's usual if none is named.</summary>
    /// <example>karras</example>
    public string? Schedule { get; init; }

    /// <summary>Guidance: how far from the negative prompt towards the prompt and beyond; 1 is none.</summary>
    /// <example>7.5</example>
    public double? Scale { get; init; }

    /// <summary>Fresh noise in each step: 0 none, 1 as much as the sampler's paper; the sampler's usual if none is given.</summary>
    public double? Eta { get; init; }

    /// <summary>The number that names the noise of the first picture, 0 to 4294967295; each further one's is one more. Drawn by lot if it is missing, null, or -1.</summary>
    /// <example>42</example>
    public long? Seed { get; init; }

    /// <summary>Pictures; 1 if not said.</summary>
    public int? Count { get; init; }

    /// <summary>How prompts are read: <c>weighted</c>, as web UIs do, at any length; or <c>literal</c>.</summary>
    public string? Syntax { get; init; }

    /// <summary>Whose random numbers the seed names: <c>torch</c>, <c>cuda</c>, or <c>numpy</c>.</summary>
    public string? Noise { get; init; }

    /// <summary>What is left out to be done sooner: <c>off</c>, a level such as <c>2</c>, or parts such as <c>reuse=3,merge=0.5</c>.</summary>
    public string? Fast { get; init; }

    /// <summary>A picture to begin with.</summary>
    public InitialBody? Initial { get; init; }

    /// <summary>What of that picture is painted anew; all of it if there is none.</summary>
    public MaskBody? Mask { get; init; }

    /// <summary>Greater comes first; -10 to 10, 0 if not said.</summary>
    public int? Priority { get; init; }

    /// <summary>What the client calls it, up to 200 characters: while a job of this key is not over, submitting again answers that one.</summary>
    public string? Key { get; init; }
}

/// <summary>A picture to begin with.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record InitialBody
{
    /// <summary>The id of an upload, or the picture itself in base64, as a data address or bare. Null in answers: pixels are not given back.</summary>
    public string? Image { get; init; }

    /// <summary>The share of the steps that is painted, 0 to 1; 0.75 if not said.</summary>
    public double? Strength { get; init; }

    /// <summary>What becomes of a picture of another size: <c>cover</c> scales it and cuts off what is too much; <c>stretch</c> scales each side by itself. <c>cover</c> if not said.</summary>
    public string? Fit { get; init; }
}

/// <summary>What of the picture to begin with is painted anew.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record MaskBody
{
    /// <summary>The id of an upload, or the mask itself in base64: of the initial picture's size, white where it is painted anew. Null in answers.</summary>
    public string? Image { get; init; }

    /// <summary>How the rest is kept: <c>exact</c>, to the pixel; or <c>demo</c>, as the OpenVINO program's demo. <c>exact</c> if not said.</summary>
    public string? Blending { get; init; }
}
