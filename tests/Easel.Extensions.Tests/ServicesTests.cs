using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using Easel.Checkpoints;
using Easel.Diffusion.Pipelines;
using Easel.Imaging.Png;
using Easel.Tests;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Easel.Extensions.Tests;

public sealed class ServicesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sample_paints_a_house_and_the_house_at_night()
    {
        string file = _folder.PathOf("house.png");

        await Task.Run(() => Assembly.Load("Easel.Samples.Paint").EntryPoint!.Invoke(null, [new[] { "a red house in the desert", file }]), Cancel);

        PngPicture house = PngFile.Load(file);
        PngPicture night = PngFile.Load(_folder.PathOf("house.night.png"));
        Assert.Equal((128, 128, 128, 128), (house.Image.Width, house.Image.Height, night.Image.Width, night.Image.Height));
        Assert.NotEqual(house.Image.Pixels.ToArray(), night.Image.Pixels.ToArray());
    }

    [Fact]
    public async Task One_painter_and_one_generator_serve_all_and_end_with_the_container()
    {
        EaselPainter painter;
        await using (ServiceProvider services = Container(_ => { }).BuildServiceProvider())
        {
            painter = services.GetRequiredService<EaselPainter>();
            Assert.Same(services.GetRequiredService<IImageGenerator>(), services.GetRequiredService<EaselImageGenerator>());
            Assert.Same(painter, services.GetRequiredService<IImageGenerator>().GetService<EaselPainter>());
            Assert.Null(painter.Model);
            await painter.OpenAsync(Cancel);
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(() => painter.OpenAsync(Cancel));
    }

    [Fact]
    public void A_number_of_requests_side_by_side_below_1_is_refused()
    {
        using ServiceProvider services = Container(options => options.MostTogether = 0).BuildServiceProvider();

        OptionsValidationException error = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<EaselPainter>());

        Assert.Contains("MostTogether is below 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_is_told_without_opening_and_a_model_that_cannot_be_opened_is_tried_again()
    {
        string checkpoint = _folder.PathOf("model.safetensors");
        IServiceCollection collection = Container(options => options.Model = OpenPainter.Model.Options with { Checkpoint = checkpoint });
        collection.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>)).AddHealthChecks().AddEaselCheck(tags: "ready");
        await using ServiceProvider services = collection.BuildServiceProvider();
        HealthCheckService health = services.GetRequiredService<HealthCheckService>();
        EaselPainter painter = services.GetRequiredService<EaselPainter>();

        HealthReport before = await health.CheckHealthAsync(Cancel);
        await Assert.ThrowsAsync<CheckpointException>(() => painter.OpenAsync(Cancel));
        HealthReport broken = await health.CheckHealthAsync(Cancel);
        File.Copy(OpenPainter.Model.Options.Checkpoint, checkpoint);
        PipelineSummary opened = await painter.OpenAsync(Cancel);
        HealthReport whole = await health.CheckHealthAsync(check => check.Tags.Contains("ready"), Cancel);

        Assert.Equal((HealthStatus.Healthy, HealthStatus.Unhealthy, HealthStatus.Healthy), (before.Status, broken.Status, whole.Status));
        Assert.Contains(checkpoint, broken.Entries["easel"].Description, StringComparison.Ordinal);
        Assert.Equal(("model", opened.Device), (whole.Entries["easel"].Data["model"], whole.Entries["easel"].Data["device"]));
        Assert.True((long)whole.Entries["easel"].Data["weightBytes"] > 0);
    }

    [Fact]
    public async Task Traces_and_metrics_have_the_names_and_units_of_the_conventions_and_no_prompt()
    {
        List<Activity> activities = [];
        using ActivityListener spans = new()
        {
            ShouldListenTo = source => source.Name == "Easel",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activities.Add,
        };
        ActivitySource.AddActivityListener(spans);
        List<string> measured = [];
        IServiceCollection collection = Container(options => options.ModelName = "small").AddMetrics();
        await using ServiceProvider services = collection.BuildServiceProvider();
        IMeterFactory factory = services.GetRequiredService<IMeterFactory>();
        using MeterListener listener = new() { InstrumentPublished = (instrument, self) => { if (instrument.Meter.Scope == factory) { self.EnableMeasurementEvents(instrument); } } };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value > 0, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();
        IImageGenerator generator = services.GetRequiredService<IImageGenerator>();

        using (Activity parent = new Activity("parent").Start())
        {
            await generator.GenerateImagesAsync("a secret", new ImageGenerationOptions { Count = 2, AdditionalProperties = new() { ["seed"] = 3, ["steps"] = 2 } }, Cancel);
            await Assert.ThrowsAsync<Diffusion.GenerationException>(() => generator.GenerateImagesAsync("a secret", new ImageGenerationOptions { Count = -1 }, Cancel));
            activities.RemoveAll(activity => activity.ParentId != parent.Id);
        }

        listener.RecordObservableInstruments();

        Assert.Equal(
            [
                "easel.memory.activations By small True", "easel.memory.weights By small True", "easel.pictures {picture} small 1 x2",
                "easel.requests.active {request} small -1 x2", "easel.requests.active {request} small 1 x2", "easel.step.duration s small True x4",
                "gen_ai.server.request.duration s small True", "gen_ai.server.request.duration s small True error.type=Easel.Diffusion.GenerationException",
            ],
            measured.GroupBy(line => line).Select(group => group.Count() == 1 ? group.Key : $"{group.Key} x{group.Count()}").Order(StringComparer.Ordinal));
        Activity painted = activities[0];
        Assert.Equal(("generate_content small", ActivityStatusCode.Unset), (painted.DisplayName, painted.Status));
        Assert.Equal(("generate_content", "easel", "small", "image", 2, 3L, 2), (painted.GetTagItem("gen_ai.operation.name"), painted.GetTagItem("gen_ai.provider.name"),
            painted.GetTagItem("gen_ai.request.model"), painted.GetTagItem("gen_ai.output.type"), painted.GetTagItem("gen_ai.request.choice.count"), painted.GetTagItem("gen_ai.request.seed"),
            painted.GetTagItem("easel.pictures")));
        Assert.Equal((ActivityStatusCode.Error, "Easel.Diffusion.GenerationException"), (activities[1].Status, activities[1].GetTagItem("error.type")));
        Assert.DoesNotContain(activities.SelectMany(activity => activity.TagObjects), tag => $"{tag.Value}".Contains("secret", StringComparison.Ordinal));

        void Note(Instrument instrument, object value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            Dictionary<string, object?> all = new(tags.ToArray());
            string error = all.TryGetValue("error.type", out object? type) ? $" error.type={type}" : "";
            lock (measured)
            {
                measured.Add($"{instrument.Name} {instrument.Unit} {all["gen_ai.request.model"]} {(instrument.IsObservable ? (long)value > 0 : value)}{error}");
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    private static IServiceCollection Container(Action<EaselOptions> configure) => new ServiceCollection().AddEasel(options =>
    {
        options.RequestFor = OpenPainter.Options.RequestFor;
        configure(options);
    });
}
