using Easel.Cuda.Tests.Driver;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;
using static Easel.Cuda.Tests.Operations.DevicePair;

namespace Easel.Cuda.Tests.Operations;

/// <summary>A step can be recorded only if its operations ask the driver for nothing but work.</summary>
public sealed class StepTests(DevicePairs pairs) : IClassFixture<DevicePairs>
{
    [Theory, MemberData(nameof(Numbers.Precisions), MemberType = typeof(Numbers))]
    public void Operations_neither_allocate_nor_wait(Precision precision)
    {
        CudaDevice card = pairs[precision].Card;
        InterpretingDriver driver = pairs[precision].Driver;
        using NormWeights norm = card.PrepareNorm("norm", Host("scale", Numbers.Normal(precision, 16, 1), 16), Host("shift", Numbers.Normal(precision, 16, 2), 16));
        Tensor x = card.Upload(Numbers.Normal(precision, 2 * 36 * 16, seed: 3), [2, 6, 6, 16]);
        driver.ClearCalls();

        Tensor[] bands = [x.Reshape([2, 36, 16])];
        Tensor y = card.LayerNorm(card.GroupNorm(x, norm, 2, 1e-5f, Activation.Silu), norm, 1e-5f);
        Tensor measured = card.Normalize(bands, card.MeasureGroups(bands, norm, 4, 1e-5f), norm, Activation.None);
        Tensor z = card.Concatenate(card.Upsample(y, 12, 12), card.Upsample(x, 12, 12));
        Tensor rows = card.MatchTokens(measured, 6, 20);
        Tensor spread = card.SpreadTokens(card.MergeTokens(measured, rows, 20), rows, measured);
        Tensor all = card.Stack(spread, x.Reshape([2, 36, 16]), card.Activate(z, Activation.Gelu).Reshape([16, 36, 16]));
        card.Combine(0.5f, card.Guide(all, 7.5f), 2, card.DrawNoise([10, 36, 16], 1, 2));

        Assert.NotEmpty(driver.Calls);
        Assert.All(driver.Calls, call => Assert.Contains(call.Name, new[] { nameof(InterpretingDriver.Launch), nameof(InterpretingDriver.CopyOnCard), nameof(InterpretingDriver.FindFunction) }));
    }

    [Fact]
    public void The_same_operations_find_the_same_memory()
    {
        CudaDevice card = pairs.Autocast.Card;
        Tensor x = card.Upload(Numbers.Normal(Precision.Autocast, 900 * 16, seed: 3), [1, 30, 30, 16]);
        nint[] addresses = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            using Scope scope = card.BeginScope();
            return card.Guide(card.Stack(card.Activate(x, Activation.Silu), x), 2).Address;
        })];

        Assert.Equal(addresses[0], addresses[1]);
    }
}
