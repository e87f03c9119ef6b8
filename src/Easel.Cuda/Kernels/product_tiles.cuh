// Tiles of the product on tensor cores.
#pragma once
#include "product_left.cuh"
#include "product_parts.cuh"
#include "product_store.cuh"

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
    const TilePlace<ROWS, COLUMNS> tile(p);
    int first_row = tile.row, first_column = tile.column, parity = tile.parity, begin = tile.begin, count = tile.count;

    int piece = thread % PIECES, row = thread / PIECES;
    int depth_at = begin * DEPTH + piece * 8;
    LeftRows<LEFT_PASSES, ROWS_PER_PASS, POINTWISE> left(p, parity, first_row + row, begin, piece);
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
                bool valid = is_there && first_column + row + i * ROWS_PER_PASS < p.columns;
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

    int end = p.rows - first_row < ROWS ? p.rows - first_row : ROWS;
    if (p.arrivals)
    {
        constexpr int SUMS = ROWS * COLUMNS;
        int tiles = blocks_x() * p.parities, number = parity * blocks_x() + block_x();
        float* parts = p.partial + (long long)number * SUMS;
        if (!leave_part<ROWS, COLUMNS, THREADS, PITCH>(p, staged, parts + (long long)tile.split * tiles * SUMS, p.arrivals + number))
        {
            return;
        }
        add_parts<COLUMNS, THREADS, PITCH>(p.splits, staged, 0, end, [&](Floats4& sum, int split, int at_row, int at_column) __attribute__((always_inline)) {
            sum = *(const Floats4*)(parts + (long long)split * tiles * SUMS + at_row * COLUMNS + at_column);
        });
        barrier();
    }
    store_tile<COLUMNS, THREADS, PITCH>(p, staged, tile, 0, end, p.splits == 1 || p.arrivals);
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
