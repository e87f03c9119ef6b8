using System.Runtime.InteropServices;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Ptx.Decoding;

/// <summary>Gives every operand a place among the registers: constants and special registers get one of their own, so that instructions see no difference.</summary>
internal sealed class RegisterFile(int registerBytes)
{
    private readonly Dictionary<(int Bytes, ulong Bits), int> _constants = [];
    private readonly Dictionary<string, SpecialRegister> _specials = [];
    private int _bytes = registerBytes;

    public IReadOnlyList<SpecialRegister> Specials => [.. _specials.Values];

    /// <summary>A constant in all lanes; of 0 bytes, a predicate's word.</summary>
    public int Constant(ulong bits, int bytes)
    {
        bits &= bytes is 8 or 0 ? ulong.MaxValue : (1UL << (8 * bytes)) - 1;
        if (!_constants.TryGetValue((bytes, bits), out int offset))
        {
            _constants.Add((bytes, bits), offset = Take(bytes));
        }

        return offset;
    }

    public int Special(string name, int line)
    {
        if (!_specials.TryGetValue(name, out SpecialRegister? special))
        {
            special = new(name, Take(4), line);
            _specials.Add(name, special);
        }

        return special.Offset;
    }

    private int Take(int bytes)
    {
        int offset = _bytes;
        _bytes += bytes == 0 ? 8 : 32 * bytes;
        return offset;
    }

    public byte[] Template()
    {
        byte[] template = new byte[_bytes];
        Noise.Fill(template, 11);
        foreach (((int bytes, ulong bits), int offset) in _constants)
        {
            for (int lane = 0; lane < (bytes == 0 ? 1 : 32); lane++)
            {
                Span<byte> place = template.AsSpan(offset + lane * bytes);
                ulong value = bits;
                MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in value))[..(bytes == 0 ? 8 : bytes)].CopyTo(place);
            }
        }

        return template;
    }
}
