using System.Diagnostics;
using System.Diagnostics.Metrics;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Samplers;

namespace Easel.Extensions;

/// <summary>
/// Traces and metrics of what is painted, named by OpenTelemetry's conventions: <c>AddSource("Easel")</c> and <c>AddMeter("Easel")</c> collect them. No prompt and no message is among
/// them. Attributes and units: https://opentelemetry.io/docs/specs/semconv/gen-ai/
/// </summary>
public sealed class EaselTelemetry : IDisposable
{
    /// <summary>The name of the source of activities, and of the meter.</summary>
    public const string Name = "Easel";

    private const string Operation = "generate_content";

    private static readonly ActivitySource s_source = new(Name);

    // Seconds: a step takes a millisecond on a card and minutes on a slow processor.
    private static readonly InstrumentAdvice<double> s_steps = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100] };

    // As the conventions advise for durations of operations, and above.
    private static readonly InstrumentAdvice<double> s_requests = new() { HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 163.84, 327.68, 655.36] };

    private readonly Meter _meter;
    private readonly bool _ownsMeter;
    private readonly string _model;
    private readonly Histogram<double> _stepSeconds;
    private readonly Histogram<double> _requestSeconds;
    private readonly Counter<long> _pictures;
    private readonly UpDownCounter<long> _running;

    /// <summary>Instruments of one painter.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="memory">Bytes of activations at the most, and of weights.</param>
    /// <param name="meters">Makes the meter, and disposes it; the painter does where there is none.</param>
    internal EaselTelemetry(string model, Func<(long Activations, long Weights)> memory, IMeterFactory? meters)
    {
        _model = model;
        _ownsMeter = meters is null;
        _meter = meters?.Create(new MeterOptions(Name)) ?? new Meter(Name);
        _stepSeconds = _meter.CreateHistogram("easel.step.duration", "s", "Time that a step of a run took, waiting for other runs included.", tags: null, advice: s_steps);
        _requestSeconds = _meter.CreateHistogram("gen_ai.server.request.duration", "s", "Time from a request to its last picture.", tags: null, advice: s_requests);
        _pictures = _meter.CreateCounter<long>("easel.pictures", "{picture}", "Pictures painted.");
        _running = _meter.CreateUpDownCounter<long>("easel.requests.active", "{request}", "Requests that are painted or wait for their place.");
        _meter.CreateObservableGauge("easel.memory.activations", () => new Measurement<long>(memory().Activations, ModelTag), "By", "The most bytes of activations that were held at once.");
        _meter.CreateObservableGauge("easel.memory.weights", () => new Measurement<long>(memory().Weights, ModelTag), "By", "Bytes of weights that are held.");
    }

    private KeyValuePair<string, object?> ModelTag => new("gen_ai.request.model", _model);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsMeter)
        {
            _meter.Dispose();
        }
    }

    /// <summary>A request begins.</summary>
    internal RequestRecord Begin(ImageRequest request)
    {
        _running.Add(1, ModelTag);
        Activity? activity = s_source.StartActivity($"{Operation} {_model}");
        activity?.SetTag("gen_ai.operation.name", Operation)
            .SetTag("gen_ai.provider.name", "easel")
            .SetTag("gen_ai.request.model", _model)
            .SetTag("gen_ai.output.type", "image")
            .SetTag("gen_ai.request.choice.count", request.Iterations * request.Batches.Sum(batch => batch.Count))
            .SetTag("gen_ai.request.seed", (long)request.Seed)
            .SetTag("easel.image.width", request.Width)
            .SetTag("easel.image.height", request.Height)
            .SetTag("easel.sampler", SamplerNames.NameOf(request.Sampler))
            .SetTag("easel.steps", request.Steps)
            .SetTag("easel.initial_picture", request.Initial is not null);
        return new RequestRecord(this, activity);
    }

    /// <summary>One request, from its beginning to its end.</summary>
    internal sealed class RequestRecord(EaselTelemetry telemetry, Activity? activity) : IDisposable
    {
        private readonly long _begun = Stopwatch.GetTimestamp();
        private string? _error = typeof(OperationCanceledException).FullName; // unless its end is seen
        private int _pictures;

        public void Add(RunUpdate update)
        {
            if (update is StepUpdate step)
            {
                telemetry._stepSeconds.Record(step.Elapsed.TotalSeconds, telemetry.ModelTag);
            }
            else if (update is ImageUpdate)
            {
                _pictures++;
                telemetry._pictures.Add(1, telemetry.ModelTag);
            }
        }

        public void Complete() => _error = null;

        public void Fail(Exception error) => _error = error.GetType().FullName;

        public void Dispose()
        {
            TagList tags = new([telemetry.ModelTag, new("gen_ai.operation.name", Operation), new("gen_ai.provider.name", "easel")]);
            if (_error is not null)
            {
                tags.Add("error.type", _error);
                activity?.SetTag("error.type", _error).SetStatus(ActivityStatusCode.Error);
            }

            telemetry._requestSeconds.Record(Stopwatch.GetElapsedTime(_begun).TotalSeconds, tags);
            telemetry._running.Add(-1, telemetry.ModelTag);
            activity?.SetTag("easel.pictures", _pictures).Dispose();
        }
    }
}
