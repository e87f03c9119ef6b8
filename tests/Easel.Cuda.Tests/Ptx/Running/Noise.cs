using System.Runtime.InteropServices;

namespace Easel.Cuda.Tests.Ptx.Running;

/// <summary>What memory holds that nobody has written.</summary>
internal static class Noise
{
    /// <summary>Fills with bits that look like chance; the same for the same seed.</summary>
    public static void Fill(Span<byte> bytes, ulong seed)
    {
        ulong state = seed * 0x9E3779B97F4A7C15 + 0x1234567;
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = Next(ref state);
        }

        for (int i = 8 * words.Length; i < bytes.Length; i++)
        {
            bytes[i] = (byte)Next(ref state);
        }
    }

    // xorshift64*, Vigna 2016.
    private static ulong Next(ref ulong state)
    {
        state = state == 0 ? 1 : state;
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        return state * 0x2545F4914F6CDD1D;
    }
}
