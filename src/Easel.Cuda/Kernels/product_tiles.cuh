// Tiles of the product on tensor cores.
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

// Rows of x that a thread copies. POINTWISE: a row of x is a row of the map, so there is nothing to look up.
template <int PASSES, int ROWS_PER_PASS, bool POINTWISE> struct LeftRows
{
    const half* x;
    int base[POINTWISE ? 1 : PASSES];
    word mask[POINTWISE ? 1 : (PASSES + 2) / 3]; // Which taps of a row see the map, three rows in a word; pointwise: which rows there are.
    int channel, tap, kernel_x, kernel_y;

    DEVICE_MEMBER LeftRows(const ProductParameters& p, int parity, int first, int depth_at)
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
            int tap_x = 0, tap_y = 0;
            for (int t = 0; t < p.taps; t++)
            {
                bool sees = row < p.rows && (unsigned)(top + tap_y) < (unsigned)p.height && (unsigned)(left + tap_x) < (unsigned)p.width;
                mask[i / 3] |= (sees ? 1u : 0u) << (MOST_TAPS * (i % 3) + t);
                if (++tap_x == p.kernel_width)
                {
                    tap_x = 0;
                    tap_y++;
                }
            }
        }
        tap = POINTWISE ? 0 : depth_at / p.channels;
        channel = depth_at - tap * p.channels;
        kernel_y = POINTWISE ? 0 : tap / p.kernel_width;
        kernel_x = tap - kernel_y * p.kernel_width;
    }

    // Copies every fourth row or so, beginning with one; the address of what is not valid is not looked at.
    template <int FIRST, int STEP> DEVICE_MEMBER void copy(const ProductParameters& p, word shared, bool is_there)
    {
        is_there = is_there && (POINTWISE ? channel < p.depth : tap < p.taps);
        int at = POINTWISE ? channel : (kernel_y * p.width + kernel_x) * p.channels + channel;
#pragma unroll
        for (int i = FIRST; i < PASSES; i += STEP)
        {
            bool valid = POINTWISE ? (mask[0] >> i) & 1 : (mask[i / 3] >> (MOST_TAPS * (i % 3) + tap)) & 1;
            copy16(shared + i * ROWS_PER_PASS * ROW_BYTES, x + (POINTWISE ? i * ROWS_PER_PASS * p.channels + (base[0] + at) : base[i] + at), valid && is_there);
        }
    }

    DEVICE_MEMBER void advance(const ProductParameters& p)
    {
        channel += DEPTH;
        while (!POINTWISE && channel >= p.channels)
        {
            channel -= p.channels;
            tap++;
            if (++kernel_x == p.kernel_width)
            {
                kernel_x = 0;
                kernel_y++;
            }
        }
    }
};

template <int ROWS, int COLUMNS, int WARP_ROWS, int WARP_COLUMNS, int STAGES, int LOADS, bool POINTWISE> DEVICE void multiply_tile(const ProductParameters& p)
{
    constexpr int WARPS_ACROSS = COLUMNS / WARP_COLUMNS;
    constexpr int THREADS = 32 * (ROWS / WARP_ROWS) * WARPS_ACROSS;
    constexpr int ROWS_PER_PASS = THREADS / PIECES;
    constexpr int LEFT_PASSES = ROWS / ROWS_PER_PASS;
    constexpr int RIGHT_PASSES = (COLUMNS + ROWS_PER_PASS - 1) / ROWS_PER_PASS;
    constexpr int STAGE_BYTES = (ROWS + COLUMNS) * ROW_BYTES;
    constexpr int TALL = WARP_ROWS / 16, WIDE = WARP_COLUMNS / 8;

    int thread = thread_index(), lane = thread & 31, warp = thread >> 5;
    int tiles_across = (p.columns + COLUMNS - 1) / COLUMNS;
    int first_row = block_x() / tiles_across * ROWS;
    int first_column = block_x() % tiles_across * COLUMNS;
    int parity = block_z() % p.parities, split = block_z() / p.parities;
    int all_blocks = (p.depth + DEPTH - 1) / DEPTH;
    int begin = split * p.blocks_per_split;
    int count = p.blocks_per_split < all_blocks - begin ? p.blocks_per_split : all_blocks - begin;

    int piece = thread % PIECES, row = thread / PIECES;
    int depth_at = begin * DEPTH + piece * 8;
    LeftRows<LEFT_PASSES, ROWS_PER_PASS, POINTWISE> left(p, parity, first_row + row, depth_at);
    const half* right = (const half*)p.w + ((long long)parity * p.columns + first_column + row) * p.depth;
    word shared = shared_address(shared_memory);
    word place = piece_at(row, piece);

    // A stage is filled in LOADS parts, between which products are issued; with zeros where the depth has ended, rather than by a branch.
    auto load_part = [&](int stage, auto part, bool is_there) __attribute__((always_inline)) {
        if (part.value >= LOADS)
        {
            return;
        }
        word to = shared + stage * STAGE_BYTES + place;
        left.template copy<part.value, LOADS>(p, to, is_there);
        to += ROWS * ROW_BYTES;
#pragma unroll
        for (int i = part.value; i < RIGHT_PASSES; i += LOADS)
        {
            if (COLUMNS % ROWS_PER_PASS == 0 || row + i * ROWS_PER_PASS < COLUMNS)
            {
                bool valid = is_there && first_column + row + i * ROWS_PER_PASS < p.columns && depth_at < p.depth;
                copy16(to + i * ROWS_PER_PASS * ROW_BYTES, right + (i * ROWS_PER_PASS * p.depth + depth_at), valid);
            }
        }
        if (part.value == LOADS - 1)
        {
            left.advance(p);
            depth_at += DEPTH;
        }
    };

    float sums[TALL][WIDE][4];
#pragma unroll
    for (int i = 0; i < TALL; i++)
    {
#pragma unroll
        for (int j = 0; j < WIDE; j++)
        {
            sums[i][j][0] = sums[i][j][1] = sums[i][j][2] = sums[i][j][3] = 0;
        }
    }

#pragma unroll
    for (int s = 0; s < STAGES - 1; s++)
    {
        if (s < count)
        {
            load_part(s, Part<0>(), true);
            load_part(s, Part<1>(), true);
            load_part(s, Part<2>(), true);
            load_part(s, Part<3>(), true);
        }
        commit_copies();
    }

    // Rows further down by multiples of 8 have their pieces in the same order. Lanes 16 to 31 give no addresses for a last, odd eight of columns.
    int left_row = warp / WARPS_ACROSS * WARP_ROWS + (lane & 15);
    int right_row = warp % WARPS_ACROSS * WARP_COLUMNS + (lane & 7) + ((lane >> 4) << 3);
    int last_row = warp % WARPS_ACROSS * WARP_COLUMNS + (lane & 7) + 8 * (WIDE - 1);
    int stage = 0, next = STAGES - 1;
    for (int block = 0; block < count; block++)
    {
        wait_copies<STAGES - 2>();
        barrier();
        bool loads = block + STAGES - 1 < count;
        word lefts = shared + stage * STAGE_BYTES;
        word rights = lefts + ROWS * ROW_BYTES;
        auto step = [&](auto part) __attribute__((always_inline)) {
            constexpr int k = part.value;
            word a[TALL][4], b[WIDE][2];
            word left_at = lefts + piece_at(left_row, 2 * k + (lane >> 4));
            word right_at = rights + piece_at(right_row, 2 * k + ((lane >> 3) & 1));
#pragma unroll
            for (int i = 0; i < TALL; i++)
            {
                load_matrices(a[i], left_at + 16 * i * ROW_BYTES);
            }
#pragma unroll
            for (int j = 0; j + 1 < WIDE; j += 2)
            {
                word both[4];
                load_matrices(both, right_at + 8 * j * ROW_BYTES);
                b[j][0] = both[0], b[j][1] = both[1], b[j + 1][0] = both[2], b[j + 1][1] = both[3];
            }
            if (WIDE % 2 == 1)
            {
                load_matrices(b[WIDE - 1], rights + piece_at(last_row, 2 * k + ((lane >> 3) & 1)));
            }
            load_part(next, part, loads);
#pragma unroll
            for (int i = 0; i < TALL; i++)
            {
#pragma unroll
                for (int j = 0; j < WIDE; j++)
                {
                    multiply_add(sums[i][j], a[i], b[j][0], b[j][1]);
                }
            }
        };
        step(Part<0>());
        step(Part<1>());
        step(Part<2>());
        step(Part<3>());
        commit_copies();
        next = next + 1 == STAGES ? 0 : next + 1;
        stage = stage + 1 == STAGES ? 0 : stage + 1;
    }

    // Through shared memory, so that rows are written in long pieces.
    constexpr int PITCH = COLUMNS + 8;
    wait_copies<0>();
    barrier();
    float* staged = (float*)shared_memory;
#pragma unroll
    for (int i = 0; i < TALL; i++)
    {
#pragma unroll
        for (int j = 0; j < WIDE; j++)
        {
            int at_row = warp / WARPS_ACROSS * WARP_ROWS + 16 * i + lane / 4;
            int at_column = warp % WARPS_ACROSS * WARP_COLUMNS + 8 * j + 2 * (lane % 4);
            *(Floats2*)(staged + at_row * PITCH + at_column) = Floats2{sums[i][j][0], sums[i][j][1]};
            *(Floats2*)(staged + (at_row + 8) * PITCH + at_column) = Floats2{sums[i][j][2], sums[i][j][3]};
        }
    }
    barrier();

    constexpr int ACROSS = COLUMNS / 8;
    for (int i = thread; i < ROWS * ACROSS; i += THREADS)
    {
        int at_row = first_row + i / ACROSS, at_column = first_column + i % ACROSS * 8;
        if (at_row >= p.rows || at_column >= p.columns)
        {
            continue;
        }
        float v[8];
        Eight<float>::load(v, staged + i / ACROSS * PITCH + i % ACROSS * 8);
        if (p.splits == 1)
        {
            finish<half>(p, parity, at_row, at_column, v);
            continue;
        }

        float* to = p.partial + ((long long)block_z() * p.rows + at_row) * p.columns + at_column;
        if (p.columns % 8 == 0)
        {
            Eight<float>::store(v, to);
            continue;
        }
#pragma unroll
        for (int j = 0; j < 8; j++)
        {
            if (at_column + j < p.columns)
            {
                to[j] = v[j];
            }
        }
    }
}

#define TILE(name, rows, columns, warp_rows, warp_columns, stages, loads)                                                                                       \
    extern "C" __global__ void __launch_bounds__(32 * (rows / warp_rows) * (columns / warp_columns)) name(const ProductParameters p)                            \
    {                                                                                                                                                          \
        multiply_tile<rows, columns, warp_rows, warp_columns, stages, loads, false>(p);                                                                        \
    }                                                                                                                                                          \
    extern "C" __global__ void __launch_bounds__(32 * (rows / warp_rows) * (columns / warp_columns)) name##_pointwise(const ProductParameters p)                \
    {                                                                                                                                                          \
        multiply_tile<rows, columns, warp_rows, warp_columns, stages, loads, true>(p);                                                                         \
    }
