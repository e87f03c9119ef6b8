// How a tile of sums, staged in shared memory, becomes results.
#pragma once
#include "product.cuh"

// Each thread keeps to eight columns and goes down the rows, from begin to end of the tile's, several at a time, so that what it reads of other tensors is on its
// way for all of them at once. Sums that are not whole are parts of a split depth that a launch of its own will add.
template <int COLUMNS, int THREADS, int PITCH, typename TILE>
DEVICE void store_tile(const ProductParameters& p, const float* staged, const TILE& tile, int begin, int end, bool is_whole)
{
    constexpr int ACROSS = COLUMNS / 8;
    constexpr int DOWN = THREADS / ACROSS;
    constexpr int AT_ONCE = 4;

    int line = thread_index() / ACROSS;
    int at_column = thread_index() % ACROSS * 8;
    int first_row = tile.row, column = tile.column + at_column, parity = tile.parity;
    if (line >= DOWN || column >= p.columns)
    {
        return;
    }

    float* partial = p.partial + ((long long)tile.split * p.parities + parity) * p.rows * p.columns;
    if (is_whole ? !is_regular(p) : p.columns % 8 != 0)
    {
#pragma unroll 1
        for (int row = begin + line; row < end; row += DOWN)
        {
            float v[8];
            Eight<float>::load(v, staged + row * PITCH + at_column);
            if (is_whole)
            {
                finish<half>(p, parity, first_row + row, column, v);
                continue;
            }
#pragma unroll
            for (int j = 0; j < 8; j++)
            {
                if (column + j < p.columns)
                {
                    partial[(long long)(first_row + row) * p.columns + column + j] = v[j];
                }
            }
        }
        return;
    }

    float bias[8] = {};
    if (is_whole && p.bias)
    {
        Eight<float>::load(bias, p.bias + column);
    }
#pragma unroll 1
    for (int next = begin + line; next < end; next += AT_ONCE * DOWN)
    {
        Words4 residual[AT_ONCE] = {};
        if (p.residual && is_whole)
        {
#pragma unroll
            for (int i = 0; i < AT_ONCE; i++)
            {
                int row = next + i * DOWN;
                if (row < end)
                {
                    residual[i] = *(const Words4*)((const half*)p.residual + result_row(p, parity, first_row + row) * p.columns + column);
                }
            }
        }
#pragma unroll
        for (int i = 0; i < AT_ONCE; i++)
        {
            int row = next + i * DOWN;
            if (row >= end)
            {
                continue;
            }
            float v[8];
            Eight<float>::load(v, staged + row * PITCH + at_column);
            if (!is_whole)
            {
                Eight<float>::store(v, partial + (long long)(first_row + row) * p.columns + column);
                continue;
            }
            long long to_row = result_row(p, parity, first_row + row);
            if (p.gated)
            {
                finish_gated(v, bias, (half*)p.y + to_row * (p.columns / 2) + column / 2);
                continue;
            }
            int sample = p.shift ? (first_row + row) / (p.out_height * p.out_width) : 0;
            finish_eight<half>(p, v, bias, residual[i], sample, column, to_row * p.columns + column);
        }
    }
}
