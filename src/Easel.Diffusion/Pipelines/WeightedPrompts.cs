using Easel.Diffusion.Guidance;
using Easel.Diffusion.Prompts;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Pipelines;

/// <summary>
/// The prompts of one batch with weights and commands: what each picture sees in each step. A prompt is encoded when a step first sees it, and given back after the last step
/// that does: what is held at once is what the steps between them share, 0.2 MB for each 77 tokens of Stable Diffusion v1.
/// </summary>
internal sealed class WeightedPrompts : IDisposable
{
    private readonly LoadedModel _model;
    private readonly List<Encoding> _encodings = [];
    private readonly Dictionary<(string Text, int Chunks), int> _numbers = [];
    private readonly CombinedGuidance _guidance;
    private int _step = -1;

    /// <summary>Reads prompts.</summary>
    /// <param name="model">What reads and paints.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="prompts">The batch's.</param>
    /// <param name="steps">Of the sampler, from noise alone.</param>
    public WeightedPrompts(LoadedModel model, ImageRequest request, IReadOnlyList<string> prompts, int steps)
    {
        _model = model;
        Condition? unwanted = null;
        GuidedPicture[] pictures = [.. prompts.Select(Picture)];
        _guidance = new CombinedGuidance(pictures, Context, Read, request.GuidanceScale);

        GuidedPicture Picture(string prompt)
        {
            Condition[] wanted = [.. PromptCourse.Of(prompt, steps).Select(ConditionOf)];
            bool isGuided = NeedsUnwanted(request.GuidanceScale, [.. wanted.Select(condition => condition.Weight)]);
            return new GuidedPicture(wanted, isGuided ? unwanted ??= ConditionOf(PromptCourse.OfNegative(request.NegativePrompt, steps)) : null);
        }
    }

    private Device Device => _model.Device;

    /// <summary>Whether what is unwanted has a share in a picture: not where u + scale (c - u) is c.</summary>
    /// <param name="scale">Of guidance.</param>
    /// <param name="weights">Of the prompts that AND puts together.</param>
    public static bool NeedsUnwanted(double scale, ReadOnlySpan<double> weights) => weights.Length > 1 || scale * weights[0] != 1;

    /// <inheritdoc cref="GuidedPrompts.Predict"/>
    public Tensor Predict(int step, Tensor latent, float time, bool isGuided, UNetShortcuts shortcuts)
    {
        if (step != _step)
        {
            _step = step;
            GiveBack(encoding => encoding.LastStep < step);
        }

        return _guidance.Predict(step, latent, time, isGuided, shortcuts);
    }

    /// <summary>Gives back what the model has made of the prompts.</summary>
    public void Dispose()
    {
        _guidance.Dispose();
        GiveBack(_ => true);
    }

    private void GiveBack(Predicate<Encoding> isDone)
    {
        foreach (Encoding encoding in _encodings.FindAll(isDone))
        {
            encoding.Context?.Dispose();
            encoding.Context = null;
        }
    }

    private IConditionedModel Read(Tensor context, bool repeats) => _model.Guard.Watch(new RunPlace(RunStage.Prompt), () => _model.Read(context, repeats));

    /// <summary>Numbers a prompt's texts. All have as many chunks as the longest of them, as in the web UI, so that no step has another shape.</summary>
    private Condition ConditionOf(PromptCourse course)
    {
        int chunks = course.Texts.Distinct(StringComparer.Ordinal).Max(text => PromptChunk.Of(text, _model.Tokenizer).Count);
        int[] contexts = [.. course.Texts.Select(text => NumberOf(text, chunks))];
        for (int step = 0; step < contexts.Length; step++)
        {
            Encoding encoding = _encodings[contexts[step]];
            encoding.LastStep = Math.Max(encoding.LastStep, step);
        }

        return new Condition(contexts, chunks * Models.Tokenizers.ClipTokenizer.Length, course.Weight);
    }

    private int NumberOf(string text, int chunks)
    {
        if (!_numbers.TryGetValue((text, chunks), out int number))
        {
            number = _encodings.Count;
            _numbers.Add((text, chunks), number);
            _encodings.Add(new Encoding(text, chunks));
        }

        return number;
    }

    private Tensor Context(int number) => _encodings[number].Context ??= Encode(_encodings[number]);

    /// <returns>[1, tokens, width], beyond the scope that it is made in.</returns>
    private Tensor Encode(Encoding encoding)
    {
        List<PromptChunk> chunks = PromptChunk.Of(encoding.Text, _model.Tokenizer, encoding.Chunks);
        int[] ids = [.. chunks.SelectMany(chunk => chunk.Ids)];
        using Tensor tokens = Device.Upload(ids, [chunks.Count, ids.Length / chunks.Count]);
        Tensor encoded = _model.Guard.Require(new RunPlace(RunStage.Prompt), () => _model.TextEncoder.Forward(tokens));
        int width = encoded.Shape[2];
        if (chunks.Exists(chunk => chunk.HasWeights))
        {
            using Tensor plain = encoded;
            encoded = Emphasise(plain, chunks, encoding.Text);
        }

        return encoded.Reshape([1, ids.Length, width]).Detach();
    }

    private Tensor Emphasise(Tensor encoded, List<PromptChunk> chunks, string text)
    {
        float[] values = new float[encoded.Shape.Count];
        Device.Download(encoded, values);
        int size = values.Length / chunks.Count;
        for (int i = 0; i < chunks.Count; i++)
        {
            if (chunks[i].HasWeights && !Emphasis.Apply(values.AsSpan(i * size, size), chunks[i].Weights))
            {
                throw new GenerationException($"The weights of the prompt '{text}' leave no finite numbers of it. Write smaller ones: (word:1.3) is usual, up to about (word:2).");
            }
        }

        return Device.Upload(values, encoded.Shape);
    }

    /// <summary>A text, and what the encoder makes of it while a step needs it.</summary>
    /// <param name="text">With weights.</param>
    /// <param name="chunks">How many it is to have.</param>
    private sealed class Encoding(string text, int chunks)
    {
        public string Text => text;

        public int Chunks => chunks;

        public int LastStep { get; set; }

        public Tensor? Context { get; set; }
    }
}
