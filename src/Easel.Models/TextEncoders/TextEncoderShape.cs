namespace Easel.Models.TextEncoders;

/// <summary>The numbers of a CLIP text tower.</summary>
public sealed record TextEncoderShape
{
    /// <summary>Different tokens.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Tokens of a prompt, with start, end and padding.</summary>
    public required int Positions { get; init; }

    /// <summary>The width of a token.</summary>
    public required int Width { get; init; }

    /// <summary>How many layers there are.</summary>
    public required int Layers { get; init; }

    /// <summary>Attention heads; divides the width.</summary>
    public required int Heads { get; init; }

    /// <summary>The width between the two products of a layer's perceptron.</summary>
    public required int Hidden { get; init; }
}
