// How a tile of sums, staged in shared memory, becomes results.
#pragma once
#include "product.cuh"

// Each thread keeps to eight columns and goes down the rows, several at a time, so that what it reads of other tensors is on its way for all of them at once.
template <int ROWS, int COLUMNS, int THREADS, int PITCH>
DEVICE void store_tile(const ProductParameters& p, const float* staged, int first_row, int first_column, int parity)
{
    constexpr int ACROSS = COLUMNS / 8;
    constexpr int DOWN = THREADS / ACROSS;
    constexpr int AT_ONCE = 4;

    int line = thread_index() / ACROSS;
    int at_column = thread_index() % ACROSS * 8;
    int column = first_column + at_column;
    if (line >= DOWN || column >= p.columns)
    {
        return;
    }

    bool is_whole = p.splits == 1;
    float* partial = p.partial + (long long)block_z() * p.rows * p.columns;
    if (is_whole ? !is_regular(p) : p.columns % 8 != 0)
    {
#pragma unroll 1
        for (int row = line; row < ROWS && first_row + row < p.rows; row += DOWN)
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
    for (int begin = line; begin < ROWS; begin += AT_ONCE * DOWN)
    {
        Words4 residual[AT_ONCE] = {};
        if (p.residual && is_whole)
        {
#pragma unroll
            for (int i = 0; i < AT_ONCE; i++)
            {
                int row = begin + i * DOWN;
                if (row < ROWS && first_row + row < p.rows)
                {
                    residual[i] = *(const Words4*)((const half*)p.residual + result_row(p, parity, first_row + row) * p.columns + column);
                }
            }
        }
#pragma unroll
        for (int i = 0; i < AT_ONCE; i++)
        {
            int row = begin + i * DOWN;
            if (row >= ROWS || first_row + row >= p.rows)
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
