using Easel.Diffusion.Guidance;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Backends.Cpu;

namespace Easel.Tests.Diffusion.Guidance;

public sealed class CombinedGuidanceTests : IDisposable
{
    private const int Steps = 12;

    private readonly CpuDevice _device = new(threads: 1);
    private readonly List<string> _calls = [];
    private readonly List<string> _readings = [];

    [Fact]
    public void Conditions_are_summed_by_their_weights_around_the_unwanted_one()
    {
        using CombinedGuidance guidance = Guidance(scale: 2, Picture(10, (12, 1), (9, 0.5)));

        float[] predicted = Predict(guidance, 0, 100);

        // 110 + 2 (1 (112 - 110) + 0.5 (109 - 110)) for what predicts the sum of latent and context.
        Assert.Equal([113], predicted);
        Assert.Equal(["100 of 10, 100 of 12, 100 of 9"], _calls);
    }

    [Fact]
    public void One_condition_is_guided_as_ever_and_by_its_weight()
    {
        using CombinedGuidance plain = Guidance(scale: 7.5, Picture(10, (12, 1)), Picture(10, (12, 1)));
        using CombinedGuidance weighted = Guidance(scale: 7.5, Picture(10, (12, 0.5)));

        Assert.Equal([10 + (7.5f * 2), 11 + (7.5f * 2)], Predict(plain, 0, 0, 1));
        Assert.Equal([10 + (3.75f * 2)], Predict(weighted, 0, 0));
        Assert.Equal(["0 of 10, 1 of 10, 0 of 12, 1 of 12", "0 of 10, 0 of 12"], _calls);
    }

    [Fact]
    public void Pictures_of_a_batch_do_not_depend_on_each_other()
    {
        GuidedPicture[] pictures = [Picture(10, (12, 1), (9, 0.5)), Picture(10, (20, 1)), new GuidedPicture([At(30)], Unwanted: null), Picture(10, (12, 1), (12, 1), (7, -1))];
        using CombinedGuidance all = Guidance(scale: 2, pictures);

        float[] together = Predict(all, 0, 1, 2, 3, 4);

        Assert.Equal([14, 32, 33, 28], together);
        for (int i = 0; i < pictures.Length; i++)
        {
            using CombinedGuidance alone = Guidance(scale: 2, pictures[i]);
            Assert.Equal([together[i]], Predict(alone, 0, i + 1));
        }
    }

    [Fact]
    public void Each_number_of_tokens_is_a_call_of_its_own()
    {
        GuidedPicture picture = new([At(12) with { Tokens = 2 }, At(9), At(8) with { Tokens = 2 }], At(10));
        using CombinedGuidance guidance = Guidance(scale: 2, picture);

        float[] predicted = Predict(guidance, 0, 100);

        Assert.Equal([110 + (2 * (2 - 1 - 2))], predicted);
        Assert.Equal(["100 of 10, 100 of 9", "100 of 12 12, 100 of 8 8"], _calls);
    }

    [Fact]
    public void In_a_pause_the_first_condition_takes_the_place_of_the_unwanted_one()
    {
        using CombinedGuidance guidance = Guidance(scale: 2, Picture(10, (12, 1), (9, 0.5)), Picture(10, (20, 3)));

        float[] predicted = Predict(guidance, 0, isGuided: false, 0, 0);

        Assert.Equal([12 + (0.5f * (9 - 12)), 20], predicted);
        Assert.Equal(["0 of 12, 0 of 9, 0 of 20"], _calls);
    }

    [Fact]
    public void A_schedule_shows_each_step_its_own_and_gives_the_first_back_before_the_second_is_read()
    {
        Condition condition = new([12, 12, 20, 20, .. Enumerable.Repeat(20, Steps - 4)], Tokens: 1);
        using CombinedGuidance guidance = Guidance(scale: 2, new GuidedPicture([condition], At(10)));

        float[][] predicted = [.. Enumerable.Range(0, 4).Select(step => Predict(guidance, step, 0))];

        Assert.Equal([14, 14, 30, 30], predicted.Select(values => values[0]));
        Assert.Equal(["reads 10, 12 for steps on end", "gives back 10, 12", "reads 10, 20 for steps on end"], _readings);
    }

    [Fact]
    public void An_alternation_shows_each_step_its_own_and_reads_each_once()
    {
        Condition condition = new([.. Enumerable.Range(0, Steps).Select(step => step % 2 == 0 ? 12 : 20)], Tokens: 1);
        CombinedGuidance guidance = Guidance(scale: 2, new GuidedPicture([condition], At(10)));

        float[][] predicted = [.. Enumerable.Range(0, 4).Select(step => Predict(guidance, step, 0))];
        guidance.Dispose();

        Assert.Equal([14, 30, 14, 30], predicted.Select(values => values[0]));
        Assert.Equal(["reads 10, 12", "reads 10, 20", "gives back 10, 12", "gives back 10, 20"], _readings);
    }

    [Fact]
    public void Of_an_alternation_of_many_the_last_four_are_kept()
    {
        int[] contexts = [.. Enumerable.Range(0, Steps).Select(step => 20 + (step % 6))];
        CombinedGuidance guidance = Guidance(scale: 2, new GuidedPicture([new Condition(contexts, 1)], At(10)));

        int kept = 0;
        int most = 0;
        for (int step = 0; step < contexts.Length; step++)
        {
            Assert.Equal([10 + (2f * (contexts[step] - 10))], Predict(guidance, step, 0));
            kept = _readings.Sum(reading => reading.StartsWith("reads", StringComparison.Ordinal) ? 1 : -1);
            most = Math.Max(most, kept);
        }

        guidance.Dispose();

        Assert.Equal(4, most);
        Assert.Equal(0, _readings.Sum(reading => reading.StartsWith("reads", StringComparison.Ordinal) ? 1 : -1));
    }

    [Fact]
    public void A_picture_without_a_condition_is_refused()
        => Assert.Throws<ArgumentException>(() => Guidance(scale: 2, new GuidedPicture([], At(10))));

    public void Dispose() => _device.Dispose();

    private static GuidedPicture Picture(int unwanted, params (int Context, double Weight)[] wanted)
        => new([.. wanted.Select(condition => At(condition.Context) with { Weight = condition.Weight })], At(unwanted));

    /// <summary>The same in all steps.</summary>
    private static Condition At(int context) => new([.. Enumerable.Repeat(context, Steps)], Tokens: 1);

    private CombinedGuidance Guidance(double scale, params GuidedPicture[] pictures)
    {
        Dictionary<int, int> tokens = pictures.SelectMany(picture => picture.Wanted.Append(picture.Unwanted ?? picture.Wanted[0]))
            .SelectMany(condition => condition.Contexts.Select(context => (context, condition.Tokens))).Distinct().ToDictionary();
        return new CombinedGuidance(pictures, number => _device.Upload([.. Enumerable.Repeat((float)number, tokens[number])], [1, tokens[number], 1]), Read, scale);
    }

    private Model Read(Tensor context, bool repeats) => new(this, context, repeats);

    private float[] Predict(CombinedGuidance guidance, int step, params float[] latents) => Predict(guidance, step, isGuided: true, latents);

    private float[] Predict(CombinedGuidance guidance, int step, bool isGuided, params float[] latents)
        => Values(guidance.Predict(step, _device.Upload(latents, [latents.Length, 1, 1, 1]), time: 981, isGuided));

    private static float[] Values(Tensor tensor)
    {
        float[] values = new float[tensor.Shape.Count];
        tensor.Device.Download(tensor, values);
        return values;
    }

    /// <summary>Predicts the sum of latent and context.</summary>
    private sealed class Model : IConditionedModel
    {
        private readonly CombinedGuidanceTests _test;
        private readonly float[][] _contexts;

        public Model(CombinedGuidanceTests test, Tensor context, bool repeats)
        {
            _test = test;
            _contexts = [.. Values(context).Chunk(context.Shape[1])];
            test._readings.Add($"reads {Name}{(repeats ? " for steps on end" : "")}");
        }

        private string Name => string.Join(", ", _contexts.Select(context => string.Join(' ', context)));

        public Tensor Predict(Tensor latent, float time, UNetShortcuts shortcuts = default)
        {
            float[] latents = Values(latent);
            _test._calls.Add(string.Join(", ", latents.Select((value, i) => $"{value} of {string.Join(' ', _contexts[i])}")));
            return latent.Device.Upload([.. latents.Select((value, i) => value + _contexts[i][0])], latent.Shape);
        }

        public void Dispose() => _test._readings.Add($"gives back {Name}");
    }
}
