using Easel.Diffusion;
using Easel.Diffusion.Pipelines;

namespace Easel.Extensions.Tests;

/// <summary>Pocket, open for all tests of a class.</summary>
public sealed class OpenPainter : IAsyncLifetime
{
    /// <summary>Small and soon done.</summary>
    internal static EaselOptions Options => new() { RequestFor = prompt => Model.RequestFor(prompt) with { Width = 64, Height = 64, Steps = 4 } };

    internal static PocketModel Model => PocketModel.Find() ?? throw new FileNotFoundException($"No model in {PocketModel.Folder}.");

    internal EaselPainter Painter { get; } = new(Options);

    internal static async Task<List<RunUpdate>> Updates(IAsyncEnumerable<RunUpdate> updates)
    {
        List<RunUpdate> all = [];
        await foreach (RunUpdate update in updates)
        {
            all.Add(update);
        }

        return all;
    }

    public async ValueTask InitializeAsync() => await Painter.OpenAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Painter.DisposeAsync();

    /// <summary>What the engine paints of a request, one after the other and without anything of this project.</summary>
    internal static List<ImageUpdate> Engine(ImageRequest request)
    {
        using var pipeline = Pipeline.Open(Model.Options with { ReadsPictures = true });
        return [.. pipeline.Run(request, TestContext.Current.CancellationToken).OfType<ImageUpdate>()];
    }
}
