using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Models.UNet;
using Easel.Painting.Jobs;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Kernels.Gemm;

namespace Easel.Parity.Tests;

/// <summary>The engine on kernels that are named, not the best that the processor has.</summary>
internal sealed class TargetPainter(PipelineOptions options, Action<string> warn, string target) : IPainter
{
    private readonly Pipeline _pipeline = Open(options, warn, target);

    public PipelineSummary Model => _pipeline.Model;

    /// <summary>Opens a model on kernels. Those for half precision are asked for in autocast only, where others hold weights in it.</summary>
    public static Pipeline Open(PipelineOptions options, Action<string> warn, string target)
    {
        GemmTarget? found = GemmTargets.All.Concat(GemmTargets.Mixed).SingleOrDefault(candidate => candidate.Name == target);
        if (found is null)
        {
            Assert.Skip($"NOT TESTED: this processor or system does not allow the kernels of target {target}.");
        }

        return Pipeline.Open(options, warn, new Devices
        {
            OpenProcessor = how => new CpuDevice(how.Threads, how.Precision) { Target = found, Quantizes = how.UsesInt8 ? QuantizedLayers.Include : null },
        });
    }

    public IAsyncEnumerable<RunUpdate> RunAsync(ImageRequest request, RunOptions options, CancellationToken cancel) => _pipeline.RunAsync(request, options, cancel);

    public void Dispose() => _pipeline.Dispose();
}
