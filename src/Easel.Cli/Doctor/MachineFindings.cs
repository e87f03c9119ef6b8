using System.Runtime.InteropServices;
using Easel.Cuda;
using Easel.Tensors;
using Easel.Tensors.Backends.Cpu;

namespace Easel.Cli.Doctor;

/// <summary>What Easel finds on a machine.</summary>
internal sealed record MachineFindings
{
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

    /// <summary>The system, and .NET.</summary>
    public string System { get; } = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.FrameworkDescription}";

    /// <summary>Whether a picture can be painted.</summary>
    public bool CanPaint => Model.Problem is null;

    /// <summary>Looks at everything.</summary>
    public static MachineFindings Of(Surroundings surroundings)
    {
        using CardSurvey survey = surroundings.SurveyCards();
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
            Model = FoundModel.Find(surroundings.FindPocket()),
            Cache = FoundFolder.OfCache(),
        };
    }
}
