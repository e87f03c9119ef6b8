using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Easel.Cuda.Driver;
using Easel.Cuda.Tests.Driver;

namespace Easel.Cuda.Tests;

/// <summary>Runs kernels of one PTX file, interpreted. Every upload is an allocation of its own, so that a step outside is seen.</summary>
internal sealed unsafe class KernelRun : IDisposable
{
    private readonly nint _module;
    private readonly nint _stream;

    private KernelRun(ReadOnlySpan<byte> ptx)
    {
        Driver.OpenContext(0);
        _module = Driver.LoadModule(ptx);
        _stream = Driver.CreateStream();
    }

    public InterpretingDriver Driver { get; } = new();

    /// <summary>Kernels of Easel.Cuda.</summary>
    /// <param name="name">The file's name, such as <c>norms</c>.</param>
    public static KernelRun Of(string name) => new(Embedded(typeof(CudaException).Assembly, name));

    /// <summary>Kernels of this project's samples.</summary>
    public static KernelRun OfSample(string name) => new(Embedded(typeof(KernelRun).Assembly, name));

    /// <summary>Kernels of a PTX text.</summary>
    public static KernelRun OfText(string ptx) => new(Encoding.UTF8.GetBytes(ptx));

    public nint Upload(params ReadOnlySpan<float> values) => UploadBytes(MemoryMarshal.AsBytes(values));

    public nint Upload(params ReadOnlySpan<ushort> halves) => UploadBytes(MemoryMarshal.AsBytes(halves));

    public nint Upload(params ReadOnlySpan<int> values) => UploadBytes(MemoryMarshal.AsBytes(values));

    public nint Upload(params ReadOnlySpan<long> values) => UploadBytes(MemoryMarshal.AsBytes(values));

    /// <summary>Memory of NaNs.</summary>
    public nint AllocateFloats(int count) => Driver.Allocate(sizeof(float) * (long)count);

    /// <summary>Memory of NaNs.</summary>
    public nint AllocateHalves(int count) => Driver.Allocate(sizeof(ushort) * (long)count);

    /// <summary>Memory of 0x7fff7fff.</summary>
    public nint AllocateInts(int count) => Driver.Allocate(sizeof(int) * (long)count);

    public float[] DownloadFloats(nint address, int count) => Download<float>(address, count);

    public ushort[] DownloadHalves(nint address, int count) => Download<ushort>(address, count);

    public int[] DownloadInts(nint address, int count) => Download<int>(address, count);

    public long[] DownloadLongs(nint address, int count) => Download<long>(address, count);

    /// <summary>Runs a kernel to its end.</summary>
    /// <param name="kernel">Its name.</param>
    /// <param name="grid">Blocks.</param>
    /// <param name="threads">Of a block.</param>
    /// <param name="shared">Bytes of dynamic shared memory.</param>
    /// <param name="parameters">The structure that the kernel takes.</param>
    public void Launch<T>(string kernel, GridSize grid, int threads, int shared, in T parameters)
        where T : unmanaged
    {
        nint function = Driver.FindFunction(_module, kernel);
        Driver.AllowSharedMemory(function, shared);
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in parameters));
        Driver.Launch(function, grid, threads, shared, _stream, bytes);
    }

    private static byte[] Embedded(Assembly assembly, string name)
    {
        using Stream stream = assembly.GetManifestResourceStream($"{name}.ptx")
            ?? throw new ArgumentException($"{assembly.GetName().Name} has no {name}.ptx.", nameof(name));
        byte[] ptx = new byte[stream.Length];
        stream.ReadExactly(ptx);
        return ptx;
    }

    private nint UploadBytes(ReadOnlySpan<byte> bytes)
    {
        nint address = Driver.Allocate(bytes.Length);
        fixed (byte* host = bytes)
        {
            Driver.CopyToCard(address, (nint)host, bytes.Length, _stream);
        }

        return address;
    }

    private T[] Download<T>(nint address, int count)
        where T : unmanaged
    {
        var values = new T[count];
        fixed (T* host = values)
        {
            Driver.CopyToHost((nint)host, address, Unsafe.SizeOf<T>() * (long)count, _stream);
        }

        return values;
    }

    public void Dispose() => Driver.Dispose();
}
