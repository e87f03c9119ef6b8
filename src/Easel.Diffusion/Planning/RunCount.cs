namespace Easel.Diffusion.Planning;

/// <summary>What a run does, counted before it is done.</summary>
public sealed class RunCount
{
    /// <summary>Pictures that are painted.</summary>
    public long Pictures { get; internal set; }

    /// <summary>Denoising steps of all batches.</summary>
    public long Steps { get; internal set; }

    /// <summary>Calls of the denoising network.</summary>
    public long Calls { get; internal set; }

    /// <summary>Evaluations of the denoising network: each sample of each call is one. With guidance a step has two, with samplers of second order four.</summary>
    public long Evaluations { get; internal set; }

    /// <summary>Prompts, initial pictures, and all steps.</summary>
    public OperationTally Painting { get; } = new();

    /// <summary>Latents to pictures.</summary>
    public OperationTally Decoding { get; } = new();

    /// <summary>What the safety checker does.</summary>
    public OperationTally Checking { get; } = new();

    /// <summary>Bytes that are prepared of the checkpoint's weights, again where they are released between prompts.</summary>
    public long WeightsPrepared { get; internal set; }

    /// <summary>Bytes of weights held while it paints.</summary>
    public long Weights { get; internal set; }

    /// <summary>Bytes of weights and activations at their peak.</summary>
    public long Peak { get; internal set; }

    /// <summary>Bytes that a card is asked for, at their peak; 0 where the processor paints.</summary>
    public long CardPeak { get; internal set; }

    /// <summary>Bytes of them that hold weights while it paints.</summary>
    public long CardWeights { get; internal set; }

    /// <summary>Pixels of the pictures of the largest batch.</summary>
    public long PixelsAtOnce { get; internal set; }

    /// <summary>Everything that is computed.</summary>
    public OperationTally All
    {
        get
        {
            OperationTally all = new();
            all.Add(Painting);
            all.Add(Decoding);
            all.Add(Checking);
            return all;
        }
    }
}
