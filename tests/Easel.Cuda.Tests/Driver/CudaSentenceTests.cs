using Easel.Cuda.Driver;

namespace Easel.Cuda.Tests.Driver;

/// <summary>What people are told when the driver, or the lack of one, stands in the way.</summary>
public sealed class CudaSentenceTests
{
    [Fact]
    public void Without_a_library_there_is_no_driver()
    {
        CudaException thrown = Assert.Throws<CudaException>(() => new CudaDriver("/nowhere/libcuda.so.1"));

        Assert.Equal(CudaError.NoDriver, thrown.Error);
        Assert.Contains("There is no NVIDIA driver here (/nowhere/libcuda.so.1 was not found)", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("https://www.nvidia.com/drivers", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_of_another_kind_is_no_driver_either()
    {
        CudaException thrown = Assert.Throws<CudaException>(() => new CudaDriver("libc.so.6"));

        Assert.Equal(CudaError.NoDriver, thrown.Error);
        Assert.Contains("cuDriverGetVersion", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cuInit", 100, "CUDA_ERROR_NO_DEVICE (no CUDA-capable device is detected). The driver is there, but shows no NVIDIA card.")]
    [InlineData("cuInit", 803, "answered cuInit with error 803. The driver's library and its part in the system's kernel are of different versions")]
    [InlineData("cuInit", 999, "See whether nvidia-smi works.")]
    [InlineData("cuInit", 34, "stub of CUDA's development kit")]
    [InlineData("cuDeviceGetCount", 46, "Another process has the card for itself")]
    public void A_driver_that_does_not_start_says_which_call_failed_and_what_to_do(string call, int code, string said)
    {
        using FakeCuda fake = new();
        fake.Fail(call, code);

        CudaException thrown = Assert.Throws<CudaException>(fake.Driver);

        Assert.Equal(code, (int)thrown.Error);
        Assert.Contains(call, thrown.Message, StringComparison.Ordinal);
        Assert.Contains(said, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_driver_with_no_card_says_so()
    {
        using FakeCuda fake = new("CARDS=0");

        CudaException thrown = Assert.Throws<CudaException>(fake.Driver);

        Assert.Equal(CudaError.NoCard, thrown.Error);
        Assert.Contains("shows no NVIDIA card", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_old_driver_is_told_its_version_and_the_one_that_is_wanted()
    {
        using FakeCuda fake = new("VERSION=10020", "WITHOUT_FILL");

        CudaException thrown = Assert.Throws<CudaException>(fake.Driver);

        Assert.Equal(CudaError.DriverTooOld, thrown.Error);
        Assert.StartsWith("The NVIDIA driver speaks CUDA 10.2, which is too old; 11.0 (driver 450, 2020) or newer is wanted.", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_that_a_driver_lacks_are_named()
    {
        using FakeCuda fake = new("WITHOUT_FILL");

        CudaException thrown = Assert.Throws<CudaException>(fake.Driver);

        Assert.Equal(CudaError.IncompleteDriver, thrown.Error);
        Assert.StartsWith("The NVIDIA driver has no cuMemsetD8Async, which Easel calls.", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_old_card_is_told_its_capability_and_the_one_that_is_wanted()
    {
        using FakeCuda fake = new("MAJOR=7");

        CudaException thrown = Assert.Throws<CudaException>(() => fake.Driver().OpenContext(0));

        Assert.Equal(CudaError.CardTooOld, thrown.Error);
        Assert.Equal("Card 0, Fake Card 0, has compute capability 7.5; Easel's kernels want compute capability 8.0 (Ampere, 2020) or newer.", thrown.Message);
        Assert.Equal(0, fake.Live);
    }

    [Theory]
    [InlineData("CARDS=1", 1, "There is no card 1: the only card is 0.")]
    [InlineData("CARDS=4", 9, "There is no card 9: there are cards 0 to 3.")]
    [InlineData("CARDS=4", -1, "There is no card -1: there are cards 0 to 3.")]
    public void A_card_that_is_not_there_is_told_which_are(string cards, int card, string said)
    {
        using FakeCuda fake = new(cards);

        CudaException thrown = Assert.Throws<CudaException>(() => fake.Driver().OpenContext(card));

        Assert.Equal(CudaError.InvalidCard, thrown.Error);
        Assert.Equal(said, thrown.Message);
    }

    [Fact]
    public void Too_little_memory_is_told_in_numbers()
    {
        using FakeCuda fake = new("FREE_MIB=1536");
        CudaDriver driver = fake.Opened();
        fake.Fail("cuMemAlloc_v2", 2);

        CudaException thrown = Assert.Throws<CudaException>(() => driver.Allocate(8L << 30));

        Assert.Equal(CudaError.OutOfMemory, thrown.Error);
        Assert.StartsWith(
            "The NVIDIA driver answered cuMemAlloc_v2 with CUDA_ERROR_OUT_OF_MEMORY (out of memory). 8.0 GiB were wanted; 1.5 GiB of 79.6 GiB are free. The card has too little free memory.",
            thrown.Message,
            StringComparison.Ordinal);
        driver.CloseContext();
    }

    [Fact]
    public void Too_little_memory_of_the_machine_is_not_taken_for_the_cards()
    {
        using FakeCuda fake = new();
        CudaDriver driver = fake.Opened();
        fake.Fail("cuMemAllocHost_v2", 2);

        CudaException thrown = Assert.Throws<CudaException>(() => driver.AllocateHost(1 << 20));

        Assert.StartsWith("The NVIDIA driver could not lock 1.0 MiB of the machine's memory", thrown.Message, StringComparison.Ordinal);
        driver.CloseContext();
    }

    [Fact]
    public void A_text_that_cannot_be_translated_comes_with_the_translators_log()
    {
        using FakeCuda fake = new();
        CudaDriver driver = fake.Opened();
        fake.Fail("cuModuleLoadDataEx", 218);

        CudaException thrown = Assert.Throws<CudaException>(() => driver.LoadModule("nonsense"u8));

        Assert.Equal(CudaError.InvalidPtx, thrown.Error);
        Assert.Contains("Its log: ptxas: line 3 Unknown opcode", thrown.Message, StringComparison.Ordinal);
        driver.CloseContext();
    }

    [Theory]
    [InlineData("cuLinkAddData_v2", "Its log: ptxas: line 7 Unknown modifier")]
    [InlineData("cuLinkComplete", "Its log: unresolved symbol")]
    public void What_cannot_be_linked_comes_with_the_translators_log(string call, string log)
    {
        using FakeCuda fake = new();
        CudaDriver driver = fake.Opened();
        int before = fake.Live;
        fake.Fail(call, 218);

        CudaException thrown = Assert.Throws<CudaException>(() => driver.Translate("nonsense"u8));

        Assert.Equal(CudaError.InvalidPtx, thrown.Error);
        Assert.StartsWith($"The NVIDIA driver answered {call} with ", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(log, thrown.Message, StringComparison.Ordinal);
        Assert.Equal(before, fake.Live);
        driver.CloseContext();
    }

    [Fact]
    public void A_kernels_mistake_comes_out_where_it_is_waited_for()
    {
        using FakeCuda fake = new();
        CudaDriver driver = fake.Opened();
        fake.Fail("cuStreamSynchronize", 700);

        CudaException thrown = Assert.Throws<CudaException>(() => driver.Synchronize(0x5));

        Assert.Equal(CudaError.IllegalAddress, thrown.Error);
        Assert.Contains("answered cuStreamSynchronize with CUDA_ERROR_ILLEGAL_ADDRESS. This is a mistake of Easel", thrown.Message, StringComparison.Ordinal);
        driver.CloseContext();
    }

    [Fact]
    public void A_kernel_that_is_not_there_is_named()
    {
        using FakeCuda fake = new();
        CudaDriver driver = fake.Opened();
        fake.Fail("cuModuleGetFunction", 500);

        CudaException thrown = Assert.Throws<CudaException>(() => driver.FindFunction(0x10, "gemm"));

        Assert.Contains("The kernel was gemm.", thrown.Message, StringComparison.Ordinal);
        driver.CloseContext();
    }
}
