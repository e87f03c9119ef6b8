using Easel.Cuda.Driver;
using Easel.Cuda.Tests.Driver;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Cuda.Tests.Devices;

/// <summary>What a device leaves behind when something fails.</summary>
public sealed class CudaDeviceTests
{
    private const int OutOfMemory = 2;
    private const int IllegalAddress = 700;

    [Theory]
    [InlineData("cuStreamCreate")]
    [InlineData("cuMemGetInfo_v2")]
    public void A_card_that_cannot_be_made_ready_is_closed_again(string call)
    {
        using FakeCuda fake = new();
        fake.Fail(call, OutOfMemory);

        Assert.Throws<CudaException>(() => new CudaDevice(fake.Driver(), 0, Precision.Autocast));

        Assert.Equal("cuDevicePrimaryCtxRelease_v2 40", fake.Notes[^1]);
    }

    [Fact]
    public void After_a_fault_a_card_is_closed_without_another_word()
    {
        using FakeCuda fake = new();
        CudaDevice device = new(fake.Driver(), 0, Precision.Autocast);
        RepeatedWork repeated = device.Repeat(inputs => device.Allocate([16]));
        _ = repeated.Run();
        fake.Fail("*", IllegalAddress);

        repeated.Dispose();
        device.Dispose();

        Assert.Equal("cuDevicePrimaryCtxRelease_v2 40", fake.Notes[^1]);
    }

    [Fact]
    public void A_card_that_does_not_take_something_back_is_closed_all_the_same_and_says_so()
    {
        using FakeCuda fake = new();
        CudaDevice device = new(fake.Driver(), 0, Precision.Autocast);
        _ = device.Allocate([16]);
        fake.Fail("cuMemFree_v2", IllegalAddress);

        CudaException told = Assert.Throws<CudaException>(device.Dispose);

        Assert.Equal(IllegalAddress, (int)told.Error);
        Assert.Equal("cuDevicePrimaryCtxRelease_v2 40", fake.Notes[^1]);
        device.Dispose();
    }

    [Fact]
    public void Weights_that_are_prepared_together_go_back_when_one_of_them_fails()
    {
        using InterpretingDriver driver = new() { Computes = false };
        using CudaDevice device = new(driver, 0, Precision.Autocast);
        HostTensor weight = Numbers.Ones("weight", [64]);
        device.PrepareNorm("norm", weight, weight).Dispose();
        long before = driver.Memory.Held;

        Assert.Throws<IOException>(() => device.PrepareTogether(() =>
        {
            device.PrepareNorm("norm", weight, weight);
            throw new IOException();
        }));

        Assert.Equal(before, driver.Memory.Held);
        Assert.Equal(0, device.Memory.Weights);
    }
}
