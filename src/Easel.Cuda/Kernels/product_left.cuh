// How the left factor of a product, rows of what a kernel sees of a map, comes to shared memory.
#pragma once
#include "product.cuh"

// Halves of the depth that a stage holds: rows of 128 bytes, whose eight pieces of 16 bytes lie in an order that depends on the row, so that neither copies nor
// ldmatrix meet in a bank.
static constexpr int DEPTH = 64;
static constexpr int PIECES = DEPTH / 8;
static constexpr int ROW_BYTES = DEPTH * 2;
static constexpr int MOST_TAPS = 9;

// Steps of 16 in a stage.
static constexpr int PARTS = DEPTH / 16;

template <int VALUE> struct Part
{
    static constexpr int value = VALUE;
};

DEVICE word piece_at(int row, int piece) { return (word)(row * ROW_BYTES + ((piece ^ (row & 7)) << 4)); }

// The results that a block makes, and its part of the depth, in steps of DEPTH.
template <int ROWS, int COLUMNS> struct TilePlace
{
    int row, column, parity, split, begin, count;

    DEVICE_MEMBER TilePlace(const ProductParameters& p)
    {
        int tiles_across = (p.columns + COLUMNS - 1) / COLUMNS;
        row = block_x() / tiles_across * ROWS;
        column = block_x() % tiles_across * COLUMNS;
        parity = block_y();
        split = block_z(); // the parts of a tile are a row of the grid, so that they can be a cluster
        int all_blocks = p.depth / DEPTH;
        begin = split * p.blocks_per_split;
        count = p.blocks_per_split < all_blocks - begin ? p.blocks_per_split : all_blocks - begin;
    }
};

// Rows of x that a thread copies. The depth is cut into blocks of 64 channels, filled up with zeros, and of a block all taps come one after the other: so
// what a tap reads is mostly what the first-level cache still has from the tap before.
// POINTWISE: a row of x is a row of the map, so there is nothing to look up.
template <int PASSES, int ROWS_PER_PASS, bool POINTWISE> struct LeftRows
{
    const half* x;
    int base[POINTWISE ? 1 : PASSES];
    word mask[POINTWISE ? 1 : (PASSES + 2) / 3]; // Which taps of a row see the map, three rows in a word; pointwise: which rows there are.
    int channel, tap, kernel_x, kernel_y;

    DEVICE_MEMBER LeftRows(const ProductParameters& p, int parity, int first, int block, int piece)
    {
        x = (const half*)p.x;
        int pad_top = p.pad_top - (parity >> 1), pad_left = p.pad_left - (parity & 1);
#pragma unroll
        for (int i = 0; i < (int)(sizeof(mask) / sizeof(word)); i++)
        {
            mask[i] = 0;
        }
#pragma unroll
        for (int i = 0; i < PASSES; i++)
        {
            int row = first + i * ROWS_PER_PASS;
            if (POINTWISE)
            {
                base[0] = first * p.channels;
                mask[0] |= (row < p.rows ? 1u : 0u) << i;
                continue;
            }

            int sample = row / (p.out_height * p.out_width);
            int rest = row - sample * (p.out_height * p.out_width);
            int line = rest / p.out_width;
            int top = line * p.stride - pad_top;
            int left = (rest - line * p.out_width) * p.stride - pad_left;
            base[i] = ((sample * p.height + top) * p.width + left) * p.channels;
            word seen = 0, across = 0;
            for (int tap_x = 0; tap_x < p.kernel_width; tap_x++)
            {
                across |= ((unsigned)(left + tap_x) < (unsigned)p.width ? 1u : 0u) << tap_x;
            }
            for (int t = 0, tap_y = 0; t < p.taps; t += p.kernel_width, tap_y++)
            {
                seen |= (unsigned)(top + tap_y) < (unsigned)p.height ? across << t : 0u;
            }
            mask[i / 3] |= (row < p.rows ? seen : 0u) << (MOST_TAPS * (i % 3));
        }
        int channels = POINTWISE ? block : block / p.taps;
        tap = POINTWISE ? 0 : block - channels * p.taps;
        channel = channels * DEPTH + piece * 8;
        kernel_y = POINTWISE ? 0 : tap / p.kernel_width;
        kernel_x = tap - kernel_y * p.kernel_width;
    }

    // Copies every fourth row or so, beginning with one; the address of what is not valid is not looked at.
    template <int FIRST, int STEP> DEVICE_MEMBER void copy(const ProductParameters& p, word shared, bool is_there)
    {
        is_there = is_there && channel < p.channels;
        int at = POINTWISE ? base[0] + channel : (kernel_y * p.width + kernel_x) * p.channels + channel;
#pragma unroll
        for (int i = FIRST; i < PASSES; i += STEP)
        {
            word to = shared + i * ROWS_PER_PASS * ROW_BYTES;
            if (POINTWISE)
            {
                copy16(to, x + (i * ROWS_PER_PASS * p.channels + at), ((mask[0] >> i) & 1) && is_there);
            }
            else
            {
                copy16_cached(to, x + (base[i] + at), ((mask[i / 3] >> (MOST_TAPS * (i % 3) + tap)) & 1) && is_there);
            }
        }
    }

    DEVICE_MEMBER void advance(const ProductParameters& p)
    {
        if (POINTWISE || ++tap == p.taps)
        {
            channel += DEPTH;
            tap = kernel_x = kernel_y = 0;
        }
        else if (++kernel_x == p.kernel_width)
        {
            kernel_x = 0;
            kernel_y++;
        }
    }
};
