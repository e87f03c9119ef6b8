using Easel.Checkpoints;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Planning;
using Easel.Imaging;
using Easel.Models.Vision;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Backends.Meta;
using Easel.Tensors.Memory;

namespace Easel.Diffusion.Safety;

/// <summary>
/// The safety checker that Stable Diffusion was published with: CLIP looks at a picture, and what it sees is compared with concepts. Runs on the
/// processor in float32, so that a picture's verdict is the same on every machine, with weights held in half precision: 0.6 GB of ViT-L/14. One picture at a time.
/// </summary>
public sealed class SafetyChecker : IDisposable
{
    /// <summary>Where the weights are published.</summary>
    public const string Origin = "https://huggingface.co/CompVis/stable-diffusion-safety-checker";

    // Of diffusers and transformers; the last is for who keeps several models' files in one folder.
    private static readonly string[] s_weightNames = ["model", "pytorch_model", "safety_checker"];

    private readonly Device _device;
    private readonly VisionEncoder _encoder;
    private readonly SafetyConcepts _concepts;
    private readonly Func<ExactWeights> _openWeights;

    private SafetyChecker(Device device, VisionEncoder encoder, SafetyConcepts concepts, ClipPreprocessing preprocessing, Func<ExactWeights> openWeights)
    {
        _openWeights = openWeights;
        _device = device;
        _encoder = encoder;
        _concepts = concepts;
        Preprocessing = preprocessing;
    }

    /// <summary>The numbers of its vision tower.</summary>
    public VisionShape Shape => _encoder.Shape;

    /// <summary>What is done to pictures first.</summary>
    internal ClipPreprocessing Preprocessing { get; }

    /// <summary>What pictures are compared with.</summary>
    internal SafetyConcepts Concepts => _concepts;

    /// <summary>Opens a safety checker and prepares its weights.</summary>
    /// <param name="path">Its file (<c>.safetensors</c>, or a pickle such as <c>pytorch_model.bin</c>), its folder, or a diffusers folder that has one.</param>
    /// <param name="threads">Threads of the processor to compute on; all processors if 0. Verdicts do not depend on it.</param>
    /// <exception cref="CheckpointException">It is none, or cannot be used; the message says why.</exception>
    /// <exception cref="Models.ConfigException">A settings file beside the weights asks for what is not done here.</exception>
    public static SafetyChecker Open(string path, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Open(path, () => CpuDevice.WithHalfWeights(threads));
    }

    /// <summary>Counts what a checker does for a picture, and the memory that it holds, without reading its weights.</summary>
    /// <inheritdoc cref="Open(string, int)"/>
    internal static (OperationTally Operations, long Weights, long Peak) Count(string path)
    {
        var device = MetaDevice.WithHalfWeights();
        using SafetyChecker checker = Open(path, () => device);
        checker.Encode(new float[checker.Shape.ImageSize * checker.Shape.ImageSize * 3]);
        OperationTally operations = new();
        foreach ((OperationShape operation, long times) in device.Operations)
        {
            operations.Add(operation, times);
        }

        return (operations, device.Memory.Weights, device.Peak);
    }

    /// <summary>The same on a device that becomes its own.</summary>
    internal static SafetyChecker Open(string path, Func<Device> openDevice)
    {
        using Checkpoint file = OpenFile(path);
        RequireSafetyChecker(file);
        Device device = openDevice();
        try
        {
            Weights weights = file.Weights(device);
            VisionShape shape = ShapeOf(weights, file);
            SafetyConcepts concepts = SafetyConcepts.Take(weights, shape.Projection);
            var stamps = file.Files.ToDictionary(part => part.Path, part => ContentHash.StampOf(part.Path), StringComparer.Ordinal);
            return new SafetyChecker(
                device, new VisionEncoder(weights, shape), concepts, PreprocessingOf(file, shape.ImageSize), () => new ExactWeights(path, () => OpenFile(path), isAveraged: false, stamps));
        }
        catch (NonFiniteWeightException exception)
        {
            device.Dispose();
            throw new CheckpointException($"{file.Path}: {exception.Message}. The file is damaged; get it again from {Origin}.", exception);
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    /// <summary>Looks at a picture of any size.</summary>
    /// <exception cref="GenerationException">The weights lead to values that are not numbers.</exception>
    public SafetyVerdict Check(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        SortedSet<string> redone = new(StringComparer.Ordinal);
        (_, float[] embedding) = Encode(Preprocessing.Normalize(Preprocessing.Crop(image)), redone);
        return _concepts.Judge(embedding) with { Float32Layers = [.. redone] };
    }

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();

    /// <summary>What the tower sees.</summary>
    /// <param name="pixels">[height, width, 3], normalised.</param>
    /// <param name="redone">Takes the names of layers that overflow with weights in half precision and were computed again with those of the file, if somebody asks.</param>
    internal (float[] Pooled, float[] Embedding) Encode(ReadOnlySpan<float> pixels, ISet<string>? redone = null)
    {
        using Scope scope = _device.BeginScope();

        Tensor patches = _device.Upload(PicturePatches.Of(pixels, Shape), [1, Shape.Tokens, Shape.PatchValues]);
        (Tensor pooled, Tensor embedding) = _encoder.Forward(patches);
        if (!_device.IsFinite(embedding))
        {
            using ExactWeights weights = _openWeights();
            using PrecisionGuard guard = _device.BeginGuard(weights.Find);
            (pooled, embedding) = _encoder.Forward(patches);
            redone?.UnionWith(guard.Redone);
        }

        return (Download(pooled), Download(embedding));
    }

    private float[] Download(Tensor tensor)
    {
        float[] values = new float[tensor.Shape.Count];
        _device.Download(tensor, values);
        return values;
    }

    private static Checkpoint OpenFile(string path)
    {
        if (!Directory.Exists(path))
        {
            return Checkpoint.OpenAny(path);
        }

        string inner = Path.Combine(path, SafetyCheckerFinder.FolderInModel);
        if (Directory.Exists(inner))
        {
            return Checkpoint.OpenNetwork(inner, s_weightNames);
        }

        return File.Exists(Path.Combine(path, "model_index.json"))
            ? throw new CheckpointException($"{path}: this diffusers folder has no folder {SafetyCheckerFinder.FolderInModel}, so no safety checker. Get one from {Origin}.")
            : Checkpoint.OpenNetwork(path, s_weightNames);
    }

    private static void RequireSafetyChecker(Checkpoint file)
    {
        if (file.Tensors.ContainsKey("concept_embeds"))
        {
            return;
        }

        string found = CheckpointFamily.Of(file.Tensors).Name is string family and not "unknown" ? $"It is a checkpoint of {family}."
            : file.Tensors.Keys.Any(name => name.StartsWith("vision_model.", StringComparison.Ordinal)) ? "It is a CLIP model without concepts to compare with."
            : file.Tensors.Count == 0 ? "It has no tensors at all."
            : $"Its {file.Tensors.Count} tensors (such as '{file.Tensors.Keys.Order(StringComparer.Ordinal).First()}') belong to another model.";
        throw new CheckpointException($"{file.Path}: has no tensor 'concept_embeds', so it is no safety checker. {found} Get model.safetensors or pytorch_model.bin from {Origin}.");
    }

    private static VisionShape ShapeOf(Weights weights, Checkpoint file)
    {
        if (file.TextBeside("config.json") is not { } config || SettingsFile.Parse(config.Path, config.Text).Child("vision_config") is not { } settings)
        {
            return VisionRecognition.Recognize(weights, heads: 0);
        }

        VisionShape shape = VisionRecognition.Recognize(weights, settings.Whole("num_attention_heads", 1, 1024) ?? 0);
        settings.Require("hidden_size", shape.Width);
        settings.Require("intermediate_size", shape.Hidden);
        settings.Require("num_hidden_layers", shape.Layers);
        settings.Require("patch_size", shape.PatchSize);
        settings.Require("image_size", shape.ImageSize);
        settings.Require("hidden_act", "quick_gelu");
        settings.Require("layer_norm_eps", 1e-5);
        return shape;
    }

    private static ClipPreprocessing PreprocessingOf(Checkpoint file, int side)
    {
        const string Name = "preprocessor_config.json";
        // In a diffusers folder it lies in a folder of its own beside the checker's.
        (string Path, string Text)? settings = file.TextBeside(Name) ?? file.TextBeside($"../feature_extractor/{Name}");
        return settings is { } found ? ClipPreprocessing.From(SettingsFile.Parse(found.Path, found.Text), side) : ClipPreprocessing.Usual(side);
    }
}
