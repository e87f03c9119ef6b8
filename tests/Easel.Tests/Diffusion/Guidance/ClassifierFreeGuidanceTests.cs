using Easel.Diffusion.Guidance;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Backends.Cpu;

namespace Easel.Tests.Diffusion.Guidance;

public class ClassifierFreeGuidanceTests
{
    private static readonly Shape s_shape = Shape.Of(1, 1, 1, 2);

    [Fact]
    public void Both_halves_come_from_one_call_and_the_prompt_is_exaggerated()
    {
        using CpuDevice device = new(threads: 1);
        List<(float[] Latent, float Time, float[] Context)> calls = [];
        using ClassifierFreeGuidance guidance = new(prompts => new Model(Predict, prompts), Context(device, 20), Context(device, 10), scale: 7.5);

        Tensor predicted = guidance.Predict(device.Upload([1f, 2f], s_shape), time: 981);

        (float[] latent, float time, float[] context) = Assert.Single(calls);
        Assert.Equal([1, 2, 1, 2], latent);
        Assert.Equal(981, time);
        Assert.Equal([10, 20], context);
        Assert.Equal([3 + (7.5f * 2), 4 + (7.5f * 2)], Values(predicted));

        Tensor Predict(Tensor x, float t, float[] prompts)
        {
            calls.Add((Values(x), t, prompts));
            return device.Upload([3f, 4f, 5f, 6f], x.Shape);
        }
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 7.5)]
    public void At_scale_1_or_without_empty_prompts_only_the_prompts_are_asked_for(bool hasEmpty, double scale)
    {
        using CpuDevice device = new(threads: 1);
        using ClassifierFreeGuidance guidance = new(prompts => new Model(Predict, prompts), Context(device, 20), hasEmpty ? Context(device, 10) : null, scale);

        Tensor predicted = guidance.Predict(device.Upload([1f, 2f], s_shape), time: 981);

        Assert.Equal([21, 22], Values(predicted));

        Tensor Predict(Tensor x, float t, float[] prompts) => device.Upload([Values(x)[0] + prompts[0], Values(x)[1] + prompts[0]], x.Shape);
    }

    [Fact]
    public void In_a_pause_only_the_prompts_are_asked_for()
    {
        using CpuDevice device = new(threads: 1);
        List<string> calls = [];
        using ClassifierFreeGuidance guidance = new(prompts => new Model(Predict, prompts), Context(device, 20), Context(device, 10), scale: 2, pauses: true);

        Tensor paused = guidance.Predict(device.Upload([1f, 2f], s_shape), time: 981, isGuided: false);
        Tensor guided = guidance.Predict(device.Upload([1f, 2f], s_shape), time: 961);

        Assert.Equal(["1,2 of 20", "1,2,1,2 of 10,20"], calls);
        Assert.Equal([1, 2], Values(paused));
        Assert.Equal(s_shape, guided.Shape);

        Tensor Predict(Tensor x, float t, float[] prompts)
        {
            calls.Add($"{string.Join(',', Values(x))} of {string.Join(',', prompts)}");
            return device.Upload(Values(x), x.Shape);
        }
    }

    [Fact]
    public void A_pause_that_was_not_announced_is_refused()
    {
        using CpuDevice device = new(threads: 1);
        using ClassifierFreeGuidance guidance = new(prompts => new Model((x, _, _) => x, prompts), Context(device, 20), Context(device, 10), scale: 2);

        Assert.Throws<InvalidOperationException>(() => guidance.Predict(device.Upload([1f, 2f], s_shape), time: 981, isGuided: false));
    }

    [Fact]
    public void Prompts_are_read_once_and_given_back_with_the_guidance()
    {
        using CpuDevice device = new(threads: 1);
        int read = 0;
        Model? model = null;
        ClassifierFreeGuidance guidance = new(Read, Context(device, 20), Context(device, 10), scale: 2);

        guidance.Predict(device.Upload([1f, 2f], s_shape), time: 981);
        guidance.Predict(device.Upload([1f, 2f], s_shape), time: 961);
        guidance.Dispose();

        Assert.Equal(1, read);
        Assert.True(model!.IsDisposed);

        Model Read(Tensor prompts)
        {
            read++;
            return model = new Model((x, _, _) => device.Upload(new float[4], x.Shape), prompts);
        }
    }

    private static Tensor Context(CpuDevice device, float value) => device.Upload([value], Shape.Of(1, 1, 1));

    private static float[] Values(Tensor tensor)
    {
        float[] values = new float[tensor.Shape.Count];
        tensor.Device.Download(tensor, values);
        return values;
    }

    private sealed class Model(Func<Tensor, float, float[], Tensor> predict, Tensor prompts) : IConditionedModel
    {
        private readonly float[] _prompts = Values(prompts);

        public bool IsDisposed { get; private set; }

        public Tensor Predict(Tensor latent, float time, UNetShortcuts shortcuts = default) => predict(latent, time, _prompts);

        public void Dispose() => IsDisposed = true;
    }
}
