using Easel.Cuda.Driver;

namespace Easel.Cuda.Tests.Driver;

/// <summary>What the driver is called with. Orders of arguments are those of cuda.h.</summary>
public sealed class CudaDriverTests
{
    [Fact]
    public void A_launch_hands_over_grid_block_shared_memory_stream_and_the_structures_bytes()
    {
        using FakeCuda fake = new();
        CudaDriver driver = fake.Opened();

        driver.Launch(0xF0, new GridSize(3, 5, 7), threads: 128, sharedBytes: 65536, stream: 0x5, [0x01, 0xAB, 0x00, 0xFF]);

        Assert.Equal(["cuLaunchKernel 0xf0 grid=3,5,7 block=128,1,1 shared=65536 stream=0x5 bytes=01ab00ff"], fake.Notes);
        driver.CloseContext();
    }

    [Fact]
    public void Clusters_are_an_attribute_of_a_launch()
    {
        using FakeCuda fake = new();
        CudaDriver driver = fake.Opened();

        driver.Launch(0xF0, new GridSize(3, 5, 8, Cluster: 4), threads: 128, sharedBytes: 65536, stream: 0x5, [0x01, 0xAB]);
        Assert.Equal(33, driver.ClustersAtOnce(0xF0, threads: 128, sharedBytes: 65536, cluster: 4));

        // CU_LAUNCH_ATTRIBUTE_CLUSTER_DIMENSION = 4
        Assert.Equal(
            [
                "cuLaunchKernelEx 0xf0 grid=3,5,8 block=128,1,1 shared=65536 stream=0x5 4=1,1,4 bytes=01ab",
                "cuOccupancyMaxActiveClusters 0xf0 grid=1,1,4 block=128 shared=65536 4=1,1,4",
            ],
            fake.Notes);
        driver.CloseContext();
    }

    [Fact]
    public void A_driver_without_clusters_says_so_when_one_is_asked_for()
    {
        using FakeCuda fake = new("WITHOUT_CLUSTERS");
        CudaDriver driver = fake.Opened();

        CudaException refused = Assert.Throws<CudaException>(() => driver.Launch(0xF0, new GridSize(1, 1, 2, Cluster: 2), 32, 0, 0x5, [1]));

        Assert.Contains("cuLaunchKernelEx", refused.Message, StringComparison.Ordinal);
        Assert.Throws<CudaException>(() => driver.ClustersAtOnce(0xF0, 32, 0, 2));
        driver.CloseContext();
    }

    [Fact]
    public void Copies_name_where_they_go_first_and_the_stream_last()
    {
        using FakeCuda fake = new();
        CudaDriver driver = fake.Opened();

        driver.CopyToCard(card: 0xA0, host: 0xB0, bytes: 5_000_000_000, stream: 0x5);
        driver.CopyToHost(host: 0xB0, card: 0xA0, bytes: 12, stream: 0x5);
        driver.CopyOnCard(destination: 0xA0, source: 0xC0, bytes: 16, stream: 0x5);
        driver.Fill(0xA0, 0xFF, bytes: 32, stream: 0x5);

        Assert.Equal(
            [
                "cuMemcpyHtoDAsync_v2 to=0xa0 from=0xb0 bytes=5000000000 stream=0x5",
                "cuMemcpyDtoHAsync_v2 to=0xb0 from=0xa0 bytes=12 stream=0x5",
                "cuMemcpyDtoDAsync_v2 to=0xa0 from=0xc0 bytes=16 stream=0x5",
                "cuMemsetD8Async at=0xa0 value=255 count=32 stream=0x5",
            ],
            fake.Notes);
        driver.CloseContext();
    }

    [Fact]
    public void A_modules_text_ends_with_a_zero_and_its_logs_have_room()
    {
        using FakeCuda fake = new();
        CudaDriver driver = fake.Opened();

        nint module = driver.LoadModule(".version 7.0"u8);
        nint function = driver.FindFunction(module, "gemm");
        driver.AllowSharedMemory(function, 99_000);

        Assert.Equal(["cuModuleLoadDataEx '.version 7.0' 4=8192 6=8192", $"cuModuleGetFunction 0x{module:x} gemm", "cuFuncSetAttribute 0xf0 8=99000"], fake.Notes);

        // CU_FUNC_ATTRIBUTE_NUM_REGS = 4, LOCAL_SIZE_BYTES = 3, SHARED_SIZE_BYTES = 1
        Assert.Equal((400, 300, 100), driver.Inspect(function));
        driver.UnloadModule(module);
        driver.CloseContext();
    }

    [Fact]
    public void A_text_is_translated_by_the_linker_and_its_code_outlives_it()
    {
        using FakeCuda fake = new();
        CudaDriver driver = fake.Opened();
        int before = fake.Live;

        byte[]? code = driver.Translate(".version 7.0"u8);

        // CU_JIT_INPUT_PTX = 1; with the final zero the text has 13 bytes.
        string linker = fake.Notes[1].Split(' ')[1];
        Assert.Equal(
            ["cuLinkCreate_v2 4=8192 6=8192", $"cuLinkAddData_v2 {linker} type=1 '.version 7.0' bytes=13 name=kernel.ptx options=0", $"cuLinkComplete {linker}", $"cuLinkDestroy {linker}"],
            fake.Notes);
        Assert.Equal("code of .version 7.0"u8.ToArray(), code);
        Assert.Equal(before, fake.Live);
        driver.CloseContext();
    }

    [Fact]
    public void Without_a_linker_nothing_is_translated_ahead()
    {
        using FakeCuda without = new("WITHOUT_LINKER");
        using FakeCuda refusing = new();
        CudaDriver old = without.Opened();
        CudaDriver odd = refusing.Opened();
        refusing.Fail("cuLinkCreate_v2", 801); // CUDA_ERROR_NOT_SUPPORTED

        Assert.Null(old.Translate("text"u8));
        Assert.Null(odd.Translate("text"u8));

        old.CloseContext();
        odd.CloseContext();
    }

    [Fact]
    public void A_recording_is_of_this_thread_only_and_leaves_nothing_but_what_can_be_launched()
    {
        using FakeCuda fake = new();
        CudaDriver driver = fake.Opened();
        nint stream = driver.CreateStream();
        int before = fake.Live;
        fake.Forget();

        driver.BeginCapture(stream);
        nint ready = driver.EndCapture(stream);
        driver.LaunchGraph(ready, stream);

        // CU_STREAM_CAPTURE_MODE_THREAD_LOCAL = 1
        Assert.Equal($"cuStreamBeginCapture_v2 0x{stream:x} mode=1", fake.Notes[0]);
        Assert.StartsWith("cuGraphInstantiateWithFlags 0x", fake.Notes[2], StringComparison.Ordinal);
        Assert.StartsWith("cuGraphDestroy 0x", fake.Notes[3], StringComparison.Ordinal);
        Assert.Equal($"cuGraphLaunch 0x{ready:x} stream=0x{stream:x}", fake.Notes[4]);
        Assert.Equal(before + 1, fake.Live);
        driver.DestroyGraph(ready);
        Assert.Equal(before, fake.Live);
        driver.CloseContext();
    }

    [Fact]
    public void Drivers_before_11_4_make_recordings_ready_by_the_older_call()
    {
        using FakeCuda fake = new("WITHOUT_GRAPH_FLAGS", "VERSION=11000");
        CudaDriver driver = fake.Opened();

        driver.DestroyGraph(driver.EndCapture(0x5));

        Assert.StartsWith("cuGraphInstantiate_v2 0x", fake.Notes[1], StringComparison.Ordinal);
        driver.CloseContext();
        Assert.Equal(0, fake.Live);
    }

    [Fact]
    public void Everything_that_was_made_goes_back()
    {
        using FakeCuda fake = new();
        CudaDriver driver = fake.Opened();

        driver.Free(driver.Allocate(1 << 20));
        driver.FreeHost(driver.AllocateHost(1 << 20));
        driver.UnloadModule(driver.LoadModule("text"u8));
        nint stream = driver.CreateStream();
        nint recorded = driver.CreateEvent();
        driver.Record(recorded, stream);
        driver.SynchronizeEvent(recorded);
        Assert.Equal(1.5f, driver.Elapsed(recorded, recorded));
        driver.DestroyEvent(recorded);
        driver.Synchronize(stream);
        driver.DestroyStream(stream);
        driver.CloseContext();

        Assert.Equal(0, fake.Live);
        Assert.Equal("cuDevicePrimaryCtxRelease_v2 40", fake.Notes[^1]);
    }

    [Fact]
    public void Closing_a_card_leaves_it_to_others_of_this_thread()
    {
        using FakeCuda fake = new();
        CudaDriver first = fake.Opened();
        CudaDriver second = fake.Opened();

        first.CloseContext();
        first.CloseContext(); // closed is closed

        Assert.Equal(1, fake.Live);
        second.Free(second.Allocate(16));
        second.CloseContext();
        Assert.Equal(0, fake.Live);
        Assert.Throws<InvalidOperationException>(() => second.MemoryInfo());
    }

    [Fact]
    public void Every_thread_can_use_an_open_card()
    {
        using FakeCuda fake = new();
        CudaDriver driver = fake.Opened();
        CudaDriver again = fake.Opened();
        driver.CloseContext();

        // The library answers a thread whose context is not current with CUDA_ERROR_INVALID_CONTEXT, as NVIDIA's does. Any call may be a thread's first.
        Action[] firsts =
        [
            () => again.Free(again.Allocate(16)),
            () => again.UnloadModule(again.LoadModule(again.Translate("text"u8))),
            () => again.DestroyStream(again.CreateStream()),
            () => again.Launch(0xF0, new GridSize(1), threads: 32, sharedBytes: 0, stream: 0x5, [1]),
            () => again.Launch(0xF0, new GridSize(1, 1, 2, Cluster: 2), threads: 32, sharedBytes: 0, stream: 0x5, [1]),
            () => again.ClustersAtOnce(0xF0, threads: 32, sharedBytes: 0, cluster: 2),
        ];
        foreach (Action first in firsts)
        {
            Exception? failed = null;
            Thread other = new(() => failed = Record.Exception(first));
            other.Start();
            other.Join();
            Assert.Null(failed);
        }

        again.CloseContext();
        Assert.Equal(0, fake.Live);
    }

    [Fact]
    public void A_card_is_described_by_cuda_hs_attributes()
    {
        using FakeCuda fake = new("CARDS=2");

        CardProperties card = fake.Driver().Describe(1);

        Assert.Equal("Fake Card 1", card.Name);
        Assert.Equal((9, 5), card.Capability);
        Assert.Equal(81559L << 20, card.Memory);

        // MULTIPROCESSOR_COUNT = 16, MAX_SHARED_MEMORY_PER_BLOCK_OPTIN = 97, MAX_SHARED_MEMORY_PER_MULTIPROCESSOR = 81, L2_CACHE_SIZE = 38
        Assert.Equal((16_000, 97_000, 81_000, 38_000), (card.Multiprocessors, card.SharedMemoryPerBlock, card.SharedMemoryPerMultiprocessor, card.CacheBytes));
    }
}
