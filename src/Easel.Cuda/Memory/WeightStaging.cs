using System.Numerics;
using System.Runtime.InteropServices;
using Easel.Cuda.Driver;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Cuda.Memory;

/// <summary>
/// The way of weights from a file to a card: read by all processors into host memory that the card reads by itself, copied while the next are read.
/// </summary>
internal sealed unsafe class WeightStaging(ICudaDriver driver, CardAllocations allocations, nint stream) : IDisposable
{
    // Two halves of a few milliseconds each: one is read while the other is copied.
    private const int Elements = 8 << 20;
    private const int Halves = 2;
    private const int PieceElements = 1 << 18;

    private readonly nint[] _host = new nint[Halves];
    private readonly nint[] _copied = new nint[Halves];
    private nint _card;
    private int _next;

    /// <summary>Elements that arrive at once.</summary>
    public static int Capacity => Elements;

    /// <summary>Enqueues the copy of some of a tensor's elements, as float32.</summary>
    /// <param name="tensor">Whose.</param>
    /// <param name="first">The first element's number.</param>
    /// <param name="count">How many, up to <see cref="Capacity"/>.</param>
    /// <returns>Where they are on the card until the next call: what is enqueued before it may read them.</returns>
    /// <exception cref="NonFiniteWeightException">One is infinite or not a number.</exception>
    public nint Copy(HostTensor tensor, long first, int count)
    {
        Prepare();
        int half = _next;
        _next = (half + 1) % Halves;
        driver.SynchronizeEvent(_copied[half]);

        nint host = _host[half];
        nint card = _card + ((nint)half * Elements * sizeof(float));
        if (driver.IsPlan)
        {
            return card;
        }

        int pieces = (count + PieceElements - 1) / PieceElements;
        bool[] isDamaged = new bool[pieces];
        Parallel.For(0, pieces, piece =>
        {
            int start = piece * PieceElements;
            Span<float> part = new((float*)host + start, Math.Min(PieceElements, count - start));
            tensor.Read(first + start, part);
            isDamaged[piece] = !AreFinite(part);
        });
        if (isDamaged.Contains(true))
        {
            throw new NonFiniteWeightException($"Tensor '{tensor.Name}' holds infinity or NaN.");
        }

        driver.CopyToCard(card, host, (long)count * sizeof(float), stream);
        driver.Record(_copied[half], stream);
        return card;
    }

    /// <summary>Gives its memory back.</summary>
    public void Dispose()
    {
        if (_host[0] == 0)
        {
            return;
        }

        driver.Synchronize(stream);
        if (_card != 0)
        {
            allocations.Free(_card);
        }

        for (int i = 0; i < Halves; i++)
        {
            if (_host[i] != 0)
            {
                driver.FreeHost(_host[i]);
            }

            if (_copied[i] != 0)
            {
                driver.DestroyEvent(_copied[i]);
            }
        }

        _card = 0;
        Array.Clear(_host);
    }

    private void Prepare()
    {
        if (_card != 0)
        {
            return;
        }

        // The card's memory comes last, for whoever is refused here may try again.
        for (int i = 0; i < Halves; i++)
        {
            if (_host[i] == 0)
            {
                _host[i] = driver.AllocateHost((long)Elements * sizeof(float));
            }

            if (_copied[i] == 0)
            {
                _copied[i] = driver.CreateEvent();
            }

            driver.Record(_copied[i], stream);
        }

        _card = allocations.Allocate((long)Halves * Elements * sizeof(float));
    }

    /// <summary>Whether no exponent is all ones.</summary>
    private static bool AreFinite(ReadOnlySpan<float> values)
    {
        const uint Exponent = 0x7f80_0000;
        ReadOnlySpan<uint> bits = MemoryMarshal.Cast<float, uint>(values);
        Vector<uint> exponent = new(Exponent);
        Vector<uint> found = Vector<uint>.Zero;
        int i = 0;
        for (; i <= bits.Length - Vector<uint>.Count; i += Vector<uint>.Count)
        {
            found |= Vector.Equals(new Vector<uint>(bits[i..]) & exponent, exponent);
        }

        bool finite = found == Vector<uint>.Zero;
        for (; i < bits.Length; i++)
        {
            finite &= (bits[i] & Exponent) != Exponent;
        }

        return finite;
    }
}
