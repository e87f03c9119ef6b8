using System.Runtime.InteropServices;
using Easel.Cuda;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Safety;
using Easel.Downloads.Transfer;
using Easel.Painting;
using Easel.Painting.Library;
using Easel.Tensors;
using Easel.Tensors.Backends.Cpu;

namespace Easel.Cli.Doctor;

/// <summary>What Easel finds on a machine.</summary>
internal sealed record MachineFindings
{
    private const long LeastFree = 64L << 20;

    /// <summary>The processor's name.</summary>
    public required string Processor { get; init; }

    /// <summary>Threads that are used unless something else is asked for.</summary>
    public required int Threads { get; init; }

    /// <summary>Kernels that the processor has the instructions for, best first.</summary>
    public required IReadOnlyList<string> Kernels { get; init; }

    /// <summary>The one that is used in <c>full</c>.</summary>
    public required string FullKernel { get; init; }

    /// <summary>The one that is used in <c>autocast</c>.</summary>
    public required string AutocastKernel { get; init; }

    /// <summary>Bytes of memory that this process may use.</summary>
    public required long Memory { get; init; }

    /// <summary>Bytes that no program uses; none where the system does not say.</summary>
    public required long? FreeMemory { get; init; }

    /// <summary>The cards.</summary>
    public required IReadOnlyList<FoundCard> Cards { get; init; }

    /// <summary>Why there is no card; none if there is one.</summary>
    public required string? NoCard { get; init; }

    /// <summary>The newest CUDA that the driver speaks: 12040 is 12.4; none without a driver.</summary>
    public required int? Cuda { get; init; }

    /// <summary>What would be painted with.</summary>
    public required FoundModel Model { get; init; }

    /// <summary>Where prepared weights and hashes are kept, if there is a place.</summary>
    public required FoundFolder? Cache { get; init; }

    /// <summary>Where pictures go.</summary>
    public required FoundFolder Output { get; init; }

    /// <summary>What the pictures take that are asked about.</summary>
    public required FoundNeed Need { get; init; }

    /// <summary>Weights that lie on this machine.</summary>
    public required IReadOnlyList<FoundWeights> Weights { get; init; }

    /// <summary>The safety checker's weights; none if there are none.</summary>
    public required string? SafetyChecker { get; init; }

    /// <summary>What is wrong, and what to do.</summary>
    public required IReadOnlyList<Trouble> Troubles { get; init; }

    /// <summary>The system, and .NET.</summary>
    public string System { get; } = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.FrameworkDescription}";

    /// <summary>Whether a picture can be painted.</summary>
    public bool CanPaint => Model.Problem is null && !Troubles.Any(trouble => trouble.Blocks);

    /// <summary>Looks at everything.</summary>
    public static MachineFindings Of(Surroundings surroundings, DoctorQuestion question)
    {
        using CardSurvey survey = surroundings.SurveyCards();
        PocketModel? pocket = surroundings.FindPocket();
        ChosenModel chosen = question.Checkpoint is string named ? ChosenModel.Named(named, pocket) : ChosenModel.Default(pocket);
        string? hashes = surroundings.FindHashObstacle();
        FoundModel model = hashes is null ? FoundModel.Find(chosen) : FoundModel.Unseen(chosen, hashes);
        var need = FoundNeed.Of(question, chosen, model);
        var output = FoundFolder.OfWritable(question.Folder);
        var cache = FoundFolder.OfCache();
        (IReadOnlyList<FoundWeights> weights, Trouble? unread) = FindWeights(surroundings);
        return new MachineFindings
        {
            Processor = SystemFacts.ProcessorName(),
            Threads = Environment.ProcessorCount,
            Kernels = CpuKernels.Supported,
            FullKernel = CpuKernels.Chosen(Precision.Full),
            AutocastKernel = CpuKernels.Chosen(Precision.Autocast),
            Memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            FreeMemory = SystemFacts.FreeMemory(),
            Cards = [.. survey.Cards.Select(card => FoundCard.Of(card, survey))],
            NoCard = survey.Obstacle,
            Cuda = survey.DriverVersion,
            Model = model,
            Cache = cache,
            Output = output,
            Need = need,
            Weights = weights,
            SafetyChecker = FindSafetyChecker(surroundings.CacheFolder("safety-checker")),
            Troubles = [.. FindTroubles(need, output, cache, weights), .. unread is null ? Array.Empty<Trouble>() : [unread]],
        };
    }

    /// <summary>Weights; and why the lists of them cannot be read, if they cannot: that is a trouble to tell of, not the end of looking.</summary>
    private static (IReadOnlyList<FoundWeights> Weights, Trouble? Unread) FindWeights(Surroundings surroundings)
    {
        if (surroundings.CacheFolder("models") is null)
        {
            return (FoundWeights.FindBesideUsualPlace(), null);
        }

        try
        {
            return (FoundWeights.Find(ModelLibrary.Open(surroundings.CacheFolder)), null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (FoundWeights.FindBesideUsualPlace(), new Trouble(error.Message, "mend or delete that file, or change its permissions; painting does not need it"));
        }
    }

    private static string? FindSafetyChecker(string? folder)
        => folder is null ? null : SafetyCheckerFinder.Find("", folder);

    private static IEnumerable<Trouble> FindTroubles(FoundNeed need, FoundFolder output, FoundFolder? cache, IReadOnlyList<FoundWeights> weights)
    {
        if (need.Lack is not null)
        {
            yield return new Trouble(need.Lack, $"paint what fits, close other programs, or try all the same: {MemoryForecast.Override}=1", Blocks: true);
        }

        if (output.Obstacle is not null)
        {
            yield return new Trouble($"Pictures cannot be written to {output.Path}: {output.Obstacle}.", "change its permissions, or name another folder: --outdir DIR", Blocks: true);
        }
        else if (output.Free < LeastFree)
        {
            yield return new Trouble($"The disk of {output.Path} is nearly full: {ByteText.Of(output.Free!.Value)} are free.", "make room, or name a folder on another disk: --outdir DIR", Blocks: output.Free == 0);
        }

        if (cache?.Obstacle is not null)
        {
            yield return new Trouble($"Nothing can be kept in {cache.Path}: {cache.Obstacle}.", "change its permissions, or name another folder: EASEL_CACHE=FOLDER");
        }

        foreach (FoundWeights found in weights.Where(found => found.Trouble is not null))
        {
            yield return found.Trouble!;
        }
    }
}
