using Easel.Cli.Options;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Samplers;
using Easel.Painting.Jobs;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary>
/// The options that the original's <c>txt2img.py</c> and <c>img2img.py</c> share, with the defaults of one of them, and what they say together.
/// </summary>
/// <param name="folder">default of <c>--outdir</c></param>
/// <param name="iterations">default of <c>--n_iter</c></param>
/// <param name="batchSize">default of <c>--n_samples</c></param>
/// <param name="scale">default of <c>--scale</c></param>
internal sealed class ScriptArguments(string folder, int iterations, int batchSize, double scale)
{
    /// <summary>Far beyond what one run paints; keeps counts within 32 bits.</summary>
    private const int MaxCount = 1_000_000;

    public ValueOption<string?> Prompt { get; } = OptionOf.Text("--prompt", "a painting of a virus monster playing guitar", "what to paint") with { IsValueOptional = true };

    public ValueOption<string?> PromptFile { get; } = OptionOf.Text("--from-file", null, "paint the prompts of this text file, one on each line, n_samples at once") with { Shown = "FILE" };

    public ValueOption<string?> Folder { get; } = OptionOf.Text("--outdir", folder, "folder to write pictures to") with { IsValueOptional = true, Shown = "FOLDER" };

    public Flag SkipGrid { get; } = new("--skip_grid", "write no grid, only single pictures");

    public Flag SkipSave { get; } = new("--skip_save", "write no single pictures, only the grid");

    public ValueOption<long> Steps { get; } = OptionOf.Integer("--ddim_steps", 50, 1, 1000, "steps from noise to picture, for every sampler") with { Shown = "STEPS" };

    public Flag Ddim { get; } = new("--ddim", "sample with DDIM, for models whose own default is another sampler");

    public Flag Plms { get; } = new("--plms", "sample with PLMS instead of DDIM");

    public Flag DpmSolver { get; } = new("--dpm_solver", "sample with DPM-Solver++ 2M instead of DDIM or PLMS");

    public ValueOption<double> Eta { get; } = OptionOf.Number("--ddim_eta", 0, "fresh noise in each DDIM step: 0 none, 1 as much as DDPM") with { Shown = "ETA" };

    public ValueOption<long> Iterations { get; } = OptionOf.Integer("--n_iter", iterations, 1, MaxCount, "paint all prompts this often, with new noise each time") with { Shown = "N" };

    public ValueOption<long> BatchSize { get; } = OptionOf.Integer("--n_samples", batchSize, 1, 4096, "pictures of each prompt, painted at once") with { Shown = "N" };

    public ValueOption<long> GridColumns { get; } = OptionOf.Integer("--n_rows", 0, -MaxCount, MaxCount, "pictures in a row of the grid; 0 for n_samples") with { Shown = "N" };

    public ValueOption<double> Scale { get; } = OptionOf.Number("--scale", scale, "guidance: how far from the empty prompt towards the prompt and beyond; 1 is none");

    public ValueOption<long> Seed { get; } = OptionOf.Integer("--seed", 42, 0, uint.MaxValue, "number that names the noise, 0 to 4294967295");

    public ValueOption<string> Noise { get; } = NoiseOption.Create();

    public ValueOption<string> Syntax { get; } = SyntaxOption.CreateLiteral();

    /// <summary>Refuses a command line whose shared options cannot be.</summary>
    /// <exception cref="UsageException">They cannot.</exception>
    public void Refuse(ParsedOptions parsed)
    {
        if (parsed.Of(Eta) < 0)
        {
            throw new UsageException("argument --ddim_eta: noise cannot be less than none; give 0 or more");
        }
    }

    /// <summary>The request, but for prompts and size; what the command line leaves open the original has a default for, and the model that comes with Easel its own.</summary>
    /// <exception cref="UsageException">Its parts do not go together.</exception>
    public ImageRequest ReadRequest(ParsedOptions parsed, PocketModel? pocket)
    {
        ImageRequest request = new()
        {
            Batches = [],
            Syntax = SyntaxOption.KindOf(parsed.Of(Syntax)),
            Iterations = (int)parsed.Of(Iterations, pocket?.Defaults.Iterations),
            NoiseBatch = (int)parsed.Of(BatchSize, pocket?.Defaults.BatchSize),
            Sampler = SamplerOf(parsed) ?? pocket?.Sampler ?? SamplerKind.Ddim,
            Steps = (int)parsed.Of(Steps, pocket?.Defaults.Steps),
            Eta = parsed.Of(Eta),
            GuidanceScale = parsed.Of(Scale, pocket?.Defaults.GuidanceScale),
            Seed = (ulong)parsed.Of(Seed),
            Noise = NoiseOption.KindOf(parsed.Of(Noise)),
            Approximations = parsed.Of(RunArguments.Fast),
        };
        if (request.Steps < 2 && request.Sampler == SamplerKind.DpmSolver)
        {
            throw new UsageException("argument --ddim_steps: DPM-Solver needs 2 or more; give more, or leave out --dpm_solver");
        }

        return request.Eta is not (null or 0) && request.Sampler == SamplerKind.Plms
            ? throw new UsageException("argument --ddim_eta: must be 0 for PLMS, which adds no noise; leave out --ddim_eta or --plms")
            : request;
    }

    /// <summary>A way to the prompts of each batch, which may lie in a file.</summary>
    /// <exception cref="UsageException">None is given.</exception>
    public Func<IReadOnlyList<IReadOnlyList<string>>> ReadPrompts(ParsedOptions parsed, int count)
    {
        string prompt = parsed.Of(Prompt) ?? throw new UsageException("argument --prompt: no prompt is given; for an empty one say --prompt \"\"");
        string? file = parsed.Of(PromptFile);
        return string.IsNullOrEmpty(file) ? () => PromptBatches.Repeat(prompt, count) : () => PromptBatches.FromFile(file, count);
    }

    /// <summary>The folder of pictures.</summary>
    /// <exception cref="UsageException">It has no name.</exception>
    public OutputPlan ReadOutput(ParsedOptions parsed, int count, PocketModel? pocket)
    {
        string folder = parsed.Of(Folder) is { Length: > 0 } name ? name : throw new UsageException("argument --outdir: expected the name of a folder");
        long columns = parsed.Of(GridColumns);
        SampleFiles files = new(
            SavesPictures: !parsed.Has(SkipSave),
            GridColumns: parsed.Has(SkipGrid) ? 0 : columns > 0 ? (int)columns : count,
            WritesGridOfOne: pocket is null || columns > 0 || parsed.Has(SkipSave));
        return new OutputPlan(OutputKind.Samples, folder, "--outdir FOLDER") { Files = files };
    }

    private SamplerKind? SamplerOf(ParsedOptions parsed)
        => parsed.Has(DpmSolver) ? SamplerKind.DpmSolver
            : parsed.Has(Plms) ? SamplerKind.Plms
            : parsed.Has(Ddim) ? SamplerKind.Ddim
            : null;
}
