#include "product.cuh"

// Adds what the parts of the depth gave, in their order, and finishes it.
extern "C" __global__ void product_reduce(const ProductParameters p)
{
    int across = (p.columns + 7) / 8;
    long long pieces = (long long)p.parities * p.rows * across;
    for (long long i = (long long)block_x() * thread_count() + thread_index(); i < pieces; i += (long long)blocks_x() * thread_count())
    {
        long long row = i / across; // of all parities
        int column = (int)(i - row * across) * 8;
        int parity = (int)(row / p.rows);
        long long pitch = (long long)p.parities * p.rows * p.columns;
        const float* from = p.partial + row * p.columns + column;
        float v[8] = {0, 0, 0, 0, 0, 0, 0, 0};
        for (int split = 0; split < p.splits; split++, from += pitch)
        {
            if (p.columns % 8 == 0)
            {
                float other[8];
                Eight<float>::load(other, from);
#pragma unroll
                for (int j = 0; j < 8; j++)
                {
                    v[j] += other[j];
                }
                continue;
            }
#pragma unroll
            for (int j = 0; j < 8; j++)
            {
                v[j] += column + j < p.columns ? from[j] : 0.0f;
            }
        }
        finish<half>(p, parity, (int)(row - (long long)parity * p.rows), column, v);
    }
}

// The product of few rows, at most ROWS: each warp makes a column of them. The weights are read once, which is all there is to it.
template <int ROWS> DEVICE void multiply_rows(const ProductParameters& p)
{
    int lane = thread_index() & 31;
    int column = block_x() * (thread_count() / 32) + thread_index() / 32;
    if (column >= p.columns)
    {
        return;
    }

    float sums[ROWS];
#pragma unroll
    for (int r = 0; r < ROWS; r++)
    {
        sums[r] = 0;
    }
    const half* w = (const half*)p.w + (long long)column * p.depth;
    for (int k = lane * 8; k < p.channels; k += 32 * 8)
    {
        float weights[8];
        Eight<half>::load(weights, w + k);
#pragma unroll
        for (int r = 0; r < ROWS; r++)
        {
            float x[8];
            Eight<half>::load(x, (const half*)p.x + (long long)(r < p.rows ? r : 0) * p.channels + k);
#pragma unroll
            for (int j = 0; j < 8; j++)
            {
                sums[r] = fused(x[j], weights[j], sums[r]);
            }
        }
    }
    float bias = p.bias ? p.bias[column] : 0.0f;
#pragma unroll
    for (int r = 0; r < ROWS; r++)
    {
        float sum = warp_sum(sums[r]) + bias;
        if (lane == 0 && r < p.rows)
        {
            int sample = r / (p.out_height * p.out_width);
            store_one<half>(p, finished<half>(p, sum, r, sample, column, p.columns), (long long)r * p.columns + column);
        }
    }
}

extern "C" __global__ void __launch_bounds__(128) product_2_rows(const ProductParameters p) { multiply_rows<2>(p); }
extern "C" __global__ void __launch_bounds__(128) product_8_rows(const ProductParameters p) { multiply_rows<8>(p); }
