using Easel.Diffusion.Schedules;
using Easel.Tensors;

namespace Easel.Diffusion.Pipelines;

/// <summary>Which model to open, and how to run it.</summary>
public sealed record PipelineOptions
{
    /// <summary>Checkpoint file, or folder of a diffusers model.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>The model's sizes, in the form of <c>v1-inference.yaml</c>; recognised from the tensors if none is given.</summary>
    public string? Config { get; init; }

    /// <summary>CLIP's merges, <c>bpe_simple_vocab_16e6.txt.gz</c>; looked for in the usual places if none is given.</summary>
    public string? Vocabulary { get; init; }

    /// <summary>The noise that pictures are made of, time by time; the checkpoint's own, or its config's, if none is given. Of as many times as the model was trained for.</summary>
    public NoiseSchedule? Schedule { get; init; }

    /// <summary>Whether the averaged weights (<c>model_ema.*</c>) are used, where the checkpoint has them.</summary>
    public bool UseAveragedWeights { get; init; }

    /// <summary>What may be rounded.</summary>
    public Precision Precision { get; init; } = Precision.Autocast;

    /// <summary>Where it runs.</summary>
    public DeviceChoice Device { get; init; } = DeviceChoice.Cpu;

    /// <summary>What is going to be painted, if that is known: a card that does not hold it is refused before the weights are read. One picture of the usual size if none.</summary>
    public ImageRequest? Planned { get; init; }

    /// <summary>Whether requests may begin with a picture: the autoencoder's encoder is prepared too. So it is where <see cref="Planned"/> begins with one.</summary>
    public bool ReadsPictures { get; init; }

    /// <summary>
    /// Whether the UNet's middle layers are held and multiplied in eight bits, whatever the precision. Requests must say the same:
    /// <see cref="Approximations.ApproximationChoice.UsesInt8"/>.
    /// </summary>
    public bool UsesInt8 { get; init; }

    /// <summary>Threads of the processor to compute on; all processors if 0.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Whether threads that compute on the processor leave it to all others: of this program, which stays quick to answer, and of the machine. Where nobody else wants it they are
    /// as fast as ever. A run on the caller's own thread (<see cref="Pipeline.Run(ImageRequest, CancellationToken)"/>) leaves that as it is.
    /// </summary>
    public bool HasLowPriority { get; init; }

    /// <summary>Pictures of a batch of <see cref="Planned"/> that are painted at once; all if 0.</summary>
    public int PlannedAtOnce { get; init; }

    /// <summary>Bytes that activations of the autoencoder should stay below, 0 for as few as possible: less makes bands narrower, and pictures no different. The device's own if none is given.</summary>
    public long? BandMemory { get; init; }

    /// <summary>
    /// Whether the text encoder's weights are given back once the prompts are read, and read again when others come: 0.3 GB less of Stable Diffusion v1, and some tenths of a
    /// second for each batch of prompts. Not where prepared weights are kept: those give way by themselves.
    /// </summary>
    public bool ReleasesTextEncoder { get; init; }

    /// <summary>
    /// Bytes that the run takes at its peak, where that is known better than from <see cref="Planned"/> alone: it is refused if the machine, or the card, does not have them;
    /// 0 if nothing is to be refused yet. See <see cref="Planning.RunForecaster"/>.
    /// </summary>
    public long? ForecastMemory { get; init; }

    /// <summary>Bytes of a card, with what the driver takes for itself, that a run there should stay below: the bands of the autoencoder are made for it.</summary>
    public long? CardLimit { get; init; }

    /// <summary>Where prepared weights are kept between runs; nowhere if none is given.</summary>
    public WeightCache? WeightCache { get; init; }
}
