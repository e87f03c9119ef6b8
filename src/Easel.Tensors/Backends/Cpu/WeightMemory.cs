using Easel.Tensors.Kernels;
using Easel.Tensors.Memory;

namespace Easel.Tensors.Backends.Cpu;

/// <summary>Native memory of prepared weights. Its device counts it, and gives it back at its own end if nobody did before.</summary>
internal sealed unsafe class WeightMemory : IDisposable
{
    private readonly CpuDevice _device;
    private readonly bool _isOwn;
    private nint _address;

    public WeightMemory(CpuDevice device, long bytes)
    {
        _device = device;
        Bytes = bytes;
        _address = NativePages.Allocate((nint)bytes);
        _isOwn = true;
        device.Hold(this);
    }

    /// <summary>Memory that somebody else gives back: prepared weights in a file.</summary>
    public WeightMemory(CpuDevice device, nint address, long bytes)
    {
        _device = device;
        Bytes = bytes;
        _address = address;
        device.Hold(this);
    }

    public long Bytes { get; }

    public float* Floats
    {
        get
        {
            ObjectDisposedException.ThrowIf(_address == 0, this);
            return (float*)_address;
        }
    }

    /// <summary>Tensors one after the other, as float32.</summary>
    /// <exception cref="NonFiniteWeightException">An element is infinite or not a number.</exception>
    public static WeightMemory Of(CpuDevice device, params ReadOnlySpan<HostTensor> tensors)
    {
        long count = 0;
        foreach (HostTensor tensor in tensors)
        {
            count += tensor.Shape.Count;
        }

        string prepared = string.Join(", ", tensors.ToArray().Select(tensor => $"{tensor.Name} {tensor.Shape}"));
        if (device.FindPrepared(prepared, _ => count * sizeof(float)) is { } found)
        {
            return found.Memory;
        }

        WeightMemory memory = new(device, count * sizeof(float));
        try
        {
            float* next = memory.Floats;
            foreach (HostTensor tensor in tensors)
            {
                Fill(next, tensor);
                next += tensor.Shape.Count;
            }
        }
        catch
        {
            memory.Dispose();
            throw;
        }

        device.NotePrepared(prepared, memory, scale: 0);
        return memory;
    }

    /// <summary>Copies a tensor's elements, in order, as float32.</summary>
    /// <exception cref="NonFiniteWeightException">One of them is infinite or not a number.</exception>
    public static void Fill(float* destination, HostTensor source)
    {
        // So small that the check finds in the cache what the copy put there.
        const int Chunk = 1 << 16;
        for (long done = 0; done < source.Shape.Count; done += Chunk)
        {
            Span<float> part = new(destination + done, (int)Math.Min(Chunk, source.Shape.Count - done));
            source.Read(done, part);

            int found = 0;
            new Widest<CpuDevice.FiniteCheck>(new CpuDevice.FiniteCheck(destination + done, part.Length, &found)).Run(0, null);
            if (found != 0)
            {
                int at = 0;
                while (float.IsFinite(part[at]))
                {
                    at++;
                }

                throw new NonFiniteWeightException($"tensor '{source.Name}' holds NaN or infinity at element {done + at}");
            }
        }
    }

    public void Dispose()
    {
        if (_address != 0)
        {
            if (_isOwn)
            {
                NativePages.Free(_address, (nint)Bytes);
            }

            _address = 0;
            _device.LetGo(this);
        }
    }
}
