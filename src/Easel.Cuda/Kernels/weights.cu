#include "easel.cuh"

// Weights as a checkpoint has them, [rows, channels, taps] floats, a part of their rows, become what products take: in halves [rows][wide channels / 64][taps][64],
// in floats [rows][taps][channels].
struct PackParameters
{
    const float* from; // the part
    void* to;          // all
    int first_row, part_rows, rows;
    int channels, wide_channels, taps;
    int gated;  // rows are values, then gates; they alternate afterwards
    int folded; // 3x3 taps become 2x2 for each of four parities of a map upsampled twofold: [4][rows][wide channels / 64][4][64]
};

DEVICE int packed_row(const PackParameters& p, int row)
{
    int half_rows = p.rows / 2;
    return !p.gated ? row : row < half_rows ? 2 * row : 2 * (row - half_rows) + 1;
}

template <typename T> DEVICE long long packed_at(const PackParameters& p, long long row, int channel, int tap, int taps)
{
    constexpr int BLOCK = 64;
    return sizeof(T) == sizeof(half) ? ((row * (p.wide_channels / BLOCK) + channel / BLOCK) * taps + tap) * BLOCK + channel % BLOCK
                                     : (row * taps + tap) * p.wide_channels + channel;
}

template <typename T> DEVICE void pack(const PackParameters& p)
{
    long long count = (long long)p.part_rows * p.wide_channels;
    for (long long i = (long long)block_x() * thread_count() + thread_index(); i < count; i += (long long)blocks_x() * thread_count())
    {
        int row = (int)(i / p.wide_channels);
        int channel = (int)(i - (long long)row * p.wide_channels);
        const float* taps = p.from + ((long long)row * p.channels + channel) * p.taps;
        bool is_there = channel < p.channels;
        long long to_row = packed_row(p, p.first_row + row);
        if (!p.folded)
        {
            for (int t = 0; t < p.taps; t++)
            {
                store_float((T*)p.to + packed_at<T>(p, to_row, channel, t, p.taps), is_there ? taps[t] : 0.0f);
            }
            continue;
        }

        // A pixel 2 r of the large map sees the small map's r - 1 by tap 0 and r by taps 1 and 2; a pixel 2 r + 1 sees r by taps 0 and 1, and r + 1 by tap 2.
        for (int parity = 0; parity < 4; parity++)
        {
            for (int t = 0; t < 4; t++)
            {
                float sum = 0;
                for (int y = 0; y < 3; y++)
                {
                    for (int x = 0; x < 3; x++)
                    {
                        int to_y = parity >> 1 ? (y == 2) : (y > 0), to_x = parity & 1 ? (x == 2) : (x > 0);
                        sum += is_there && to_y == t >> 1 && to_x == (t & 1) ? taps[3 * y + x] : 0.0f;
                    }
                }
                store_float((T*)p.to + packed_at<T>(p, (long long)parity * p.rows + to_row, channel, t, 4), sum);
            }
        }
    }
}

extern "C" __global__ void pack_half(const PackParameters p) { pack<half>(p); }
extern "C" __global__ void pack_float(const PackParameters p) { pack<float>(p); }

// Biases, values and gates alternating.
extern "C" __global__ void interleave(const PackParameters p)
{
    int i = block_x() * thread_count() + thread_index();
    if (i < p.rows)
    {
        ((float*)p.to)[packed_row(p, i)] = p.from[i];
    }
}
