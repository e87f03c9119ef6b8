namespace Easel.Diffusion.Noise;

/// <summary>MT19937, the 32-bit Mersenne Twister. Matsumoto and Nishimura 1998, doi:10.1145/272991.272995; seeded as in their revision of 2002.</summary>
internal sealed class MersenneTwister
{
    // The paper's n and m: words of state, and the distance of the word mixed in.
    private const int Words = 624;
    private const int Middle = 397;

    private readonly uint _seed;
    private readonly uint[] _state = new uint[Words];
    private int _next;
    private ulong _position;

    public MersenneTwister(uint seed)
    {
        _seed = seed;
        Begin();
    }

    /// <summary>How many words have been taken. Setting it goes there; backwards means from the beginning.</summary>
    public ulong Position
    {
        get => _position;
        set
        {
            if (value < _position)
            {
                Begin();
            }

            ulong ahead = value - _position;
            while (ahead > (ulong)(Words - _next))
            {
                ahead -= (ulong)(Words - _next);
                Twist();
            }

            _next += (int)ahead;
            _position = value;
        }
    }

    /// <summary>The next 32 random bits.</summary>
    public uint Next()
    {
        if (_next == Words)
        {
            Twist();
        }

        uint y = _state[_next++];
        _position++;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680;
        y ^= (y << 15) & 0xEFC60000;
        return y ^ (y >> 18);
    }

    private void Begin()
    {
        uint word = _seed;
        for (int i = 0; i < Words; i++)
        {
            _state[i] = word;
            word = (1812433253 * (word ^ (word >> 30))) + (uint)i + 1;
        }

        _next = Words;
        _position = 0;
    }

    private void Twist()
    {
        for (int i = 0; i < Words; i++)
        {
            uint joined = (_state[i] & 0x80000000) | (_state[(i + 1) % Words] & 0x7FFFFFFF);
            _state[i] = _state[(i + Middle) % Words] ^ (joined >> 1) ^ ((joined & 1) * 0x9908B0DF);
        }

        _next = 0;
    }
}
