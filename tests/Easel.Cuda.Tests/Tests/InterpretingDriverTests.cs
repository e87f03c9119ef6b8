using System.Runtime.InteropServices;
using System.Text;
using Easel.Cuda.Driver;
using Easel.Cuda.Tests.Driver;

namespace Easel.Cuda.Tests.Tests;

/// <summary>The driver without a card refuses what a real one would.</summary>
public sealed unsafe class InterpretingDriverTests : IDisposable
{
    private const string Doubling = """
        .version 7.0
        .target sm_80
        .address_size 64
        .visible .entry doubled(.param .align 8 .b8 p[16])
        .maxntid 64, 1, 1
        {
            .shared .align 4 .b8 unused[1024];
            .reg .b32 %r<4>;
            .reg .b64 %rd<8>;
            ld.param.u64 %rd0, [p];
            ld.param.s32 %rd3, [p+8];
            mov.u32 %r0, %tid.x;
            mul.wide.u32 %rd1, %r0, 4;
            add.s64 %rd2, %rd0, %rd1;
            ld.global.u32 %r1, [%rd2];
            add.u32 %r2, %r1, %r1;
            mov.u64 %rd4, unused;
            st.global.u32 [%rd2], %r2;
        }
        """;

    private readonly InterpretingDriver _driver = new();
    private readonly nint _stream;
    private readonly nint _module;
    private readonly nint _function;

    private readonly record struct Parameters(nint Numbers, long Unused);

    public InterpretingDriverTests()
    {
        _driver.OpenContext(0);
        _stream = _driver.CreateStream();
        _module = _driver.LoadModule(Encoding.ASCII.GetBytes(Doubling));
        _function = _driver.FindFunction(_module, "doubled");
    }

    [Fact]
    public void A_recording_runs_when_it_is_launched_and_as_often()
    {
        nint numbers = _driver.Allocate(8);
        nint host = _driver.AllocateHost(8);
        ((int*)host)[0] = 5;
        ((int*)host)[1] = 7;
        _driver.CopyToCard(numbers, host, 8, _stream);

        _driver.BeginCapture(_stream);
        Launch(numbers, 2);
        Launch(numbers, 2);
        nint graph = _driver.EndCapture(_stream);
        Assert.Equal([5, 7], Download(numbers, 2));
        _driver.LaunchGraph(graph, _stream);
        _driver.LaunchGraph(graph, _stream);

        Assert.Equal([80, 112], Download(numbers, 2));
        Assert.Equal(2, _driver.Calls.Count(call => call.Name == nameof(_driver.Launch) && call.InCapture));
    }

    [Fact]
    public void What_cannot_be_recorded_is_refused_and_spoils_the_recording()
    {
        nint numbers = _driver.Allocate(8);
        nint happened = _driver.CreateEvent();
        nint pageable = Marshal.UnsafeAddrOfPinnedArrayElement(GC.AllocateArray<int>(1, pinned: true), 0);
        Action[] refused =
        [
            () => _driver.Allocate(8), () => _driver.Free(numbers), () => _driver.AllocateHost(8), () => _driver.Synchronize(_stream),
            () => _driver.LoadModule(Encoding.ASCII.GetBytes(Doubling)), () => _driver.CreateStream(), () => _driver.CreateEvent(),
            () => _driver.SynchronizeEvent(happened), () => _driver.CopyToCard(numbers, pageable, 4, _stream),
        ];

        foreach (Action action in refused)
        {
            _driver.BeginCapture(_stream);
            Assert.Equal(CudaError.CaptureUnsupported, Assert.Throws<CudaException>(action).Error);
            Assert.Throws<CudaException>(() => _driver.EndCapture(_stream));
        }
    }

    [Fact]
    public void Launches_that_ask_for_too_much_are_refused()
    {
        nint numbers = _driver.Allocate(4096);

        Assert.Equal(CudaError.InvalidValue, Refused(() => Launch(numbers, 65)));
        Assert.Equal(CudaError.InvalidValue, Refused(() => Launch(numbers, 64, grid: new(1, 65536))));
        Assert.Equal(CudaError.InvalidValue, Refused(() => Launch(numbers, 64, grid: new(0))));
        Assert.Equal(CudaError.InvalidValue, Refused(() => Launch(numbers, 64, shared: (48 << 10) - 1023)));
        Assert.Equal(CudaError.InvalidValue, Refused(() => _driver.AllowSharedMemory(_function, (227 << 10) - 1023)));
        Assert.Equal(CudaError.InvalidValue, Refused(() => _driver.Launch(_function, new(1), 64, 0, _stream, new byte[15])));
    }

    [Fact]
    public void Shared_memory_that_was_asked_for_is_given()
    {
        nint numbers = _driver.Allocate(4096);
        _driver.AllowSharedMemory(_function, (227 << 10) - 1024);

        Launch(numbers, 64, shared: (227 << 10) - 1024);

        Assert.Equal((64, 0, 1024), _driver.Inspect(_function));
    }

    [Fact]
    public void Ptx_that_is_too_new_is_refused()
    {
        _driver.Version = 11000;
        Assert.Equal(CudaError.UnsupportedPtxVersion, Refused(() => Load(Doubling.Replace("7.0", "7.1", StringComparison.Ordinal))));
        Assert.Equal(CudaError.InvalidPtx, Refused(() => Load(Doubling.Replace("sm_80", "sm_95", StringComparison.Ordinal))));
    }

    [Fact]
    public void Memory_runs_out_and_comes_back()
    {
        _driver.Properties = _driver.Properties with { Memory = 1000 };
        nint first = _driver.Allocate(600);

        Assert.Equal(CudaError.OutOfMemory, Refused(() => _driver.Allocate(401)));
        Assert.Equal((400, 1000), _driver.MemoryInfo());
        _driver.Free(first);
        Assert.Equal(CudaError.InvalidValue, Refused(() => _driver.Free(first)));
        _driver.Allocate(1000);
    }

    [Fact]
    public void Copies_that_leave_an_allocation_are_refused()
    {
        nint card = _driver.Allocate(100);
        nint host = _driver.AllocateHost(200);

        Assert.Equal(CudaError.InvalidValue, Refused(() => _driver.CopyToCard(card, host, 101, _stream)));
        Assert.Equal(CudaError.InvalidValue, Refused(() => _driver.CopyToHost(host, card + 1, 100, _stream)));
        Assert.Equal(CudaError.InvalidValue, Refused(() => _driver.Fill(host, 0, 1, _stream)));
    }

    public void Dispose() => _driver.Dispose();

    private static CudaError Refused(Action action) => Assert.Throws<CudaException>(action).Error;

    private void Load(string ptx) => _driver.LoadModule(Encoding.ASCII.GetBytes(ptx));

    private void Launch(nint numbers, int threads, int shared = 0, GridSize? grid = null)
    {
        var parameters = new Parameters(numbers, 0);
        _driver.Launch(_function, grid ?? new(1), threads, shared, _stream, MemoryMarshal.AsBytes(new ReadOnlySpan<Parameters>(in parameters)));
    }

    private int[] Download(nint address, int count)
    {
        int[] values = new int[count];
        fixed (int* host = values)
        {
            _driver.CopyToHost((nint)host, address, 4 * count, _stream);
        }

        return values;
    }
}
