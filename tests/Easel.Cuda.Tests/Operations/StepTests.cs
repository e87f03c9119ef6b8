using Easel.Cuda.Tests.Devices;
using Easel.Cuda.Tests.Driver;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Cuda.Tests.Operations;

/// <summary>A step can be recorded only if its operations ask the driver for nothing but work.</summary>
public sealed class StepTests
{
    [Theory, MemberData(nameof(DevicePairs.Precisions), MemberType = typeof(DevicePairs))]
    public void Operations_neither_allocate_nor_wait(Precision precision)
    {
        InterpretingDriver driver = new();
        using CudaDevice card = new(driver, 0, precision);
        using NormWeights norm = card.PrepareNorm("norm", Numbers.Weight("scale", [16], 1), Numbers.Weight("shift", [16], 2));
        Tensor x = card.Upload(Numbers.Random(2 * 36 * 16, 3), [2, 6, 6, 16]);

        // The first time, kernels are translated.
        Work();
        driver.ClearCalls();
        Work();

        Assert.NotEmpty(driver.Calls);
        string[] work = [nameof(InterpretingDriver.Launch), nameof(InterpretingDriver.CopyOnCard)];
        Assert.All(driver.Calls, call => Assert.Contains(call.Name, work));

        void Work()
        {
            using Scope scope = card.BeginScope();
            Tensor[] bands = [x.Reshape([2, 36, 16])];
            Tensor y = card.LayerNorm(card.GroupNorm(x, norm, 2, 1e-5f, Activation.Silu), norm, 1e-5f);
            Tensor measured = card.Normalize(bands, card.MeasureGroups(bands, norm, 4, 1e-5f), norm, Activation.None);
            Tensor z = card.Concatenate(card.Upsample(y, 12, 12), card.Upsample(x, 12, 12));
            Tensor rows = card.MatchTokens(measured, 6, 20);
            Tensor spread = card.SpreadTokens(card.MergeTokens(measured, rows, 20), rows, measured);
            Tensor all = card.Stack(spread, x.Reshape([2, 36, 16]), card.Activate(z, Activation.Gelu).Reshape([16, 36, 16]));
            card.Combine(0.5f, card.Guide(all, 7.5f), 2, card.DrawNoise([10, 6, 6, 16], 1, 2, 0)!.Reshape([10, 36, 16]));
        }
    }

    [Fact]
    public void Uploads_wait_for_nothing_that_is_enqueued()
    {
        InterpretingDriver driver = new();
        using CudaDevice card = new(driver, 0, Precision.Autocast);
        card.Upload([1f], [1]);
        driver.ClearCalls();

        card.Upload([1f, 2], [2]);
        card.Upload([1, 2], [2]);

        Assert.DoesNotContain(driver.Calls, call => call.Name is nameof(InterpretingDriver.Synchronize) or nameof(InterpretingDriver.Allocate));
    }

    [Fact]
    public void The_same_operations_find_the_same_memory()
    {
        using CudaDevice card = new(new InterpretingDriver(), 0, Precision.Autocast);
        Tensor x = card.Upload(Numbers.Random(900 * 16, 3), [1, 30, 30, 16]);
        nint[] addresses = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            using Scope scope = card.BeginScope();
            return card.Guide(card.Stack(card.Activate(x, Activation.Silu), x), 2).Address;
        })];

        Assert.Equal(addresses[0], addresses[1]);
    }
}
