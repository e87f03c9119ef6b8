#include "product.cuh"

// The product in floats, for full precision: 64 x 64 results a block, 16 of the depth at a time, 4 x 4 results a thread, fused multiply-adds in the order of the depth.
static constexpr int SIDE = 64;
static constexpr int DEEP = 16;
static constexpr int PITCH = SIDE + 4;
static constexpr int THREADS = 256;
static constexpr int EACH = SIDE * DEEP / THREADS;

extern "C" __global__ void __launch_bounds__(THREADS) product_float(const ProductParameters p)
{
    float* lefts = (float*)shared_memory;
    float* rights = lefts + DEEP * PITCH;
    int thread = thread_index();
    int tiles_across = (p.columns + SIDE - 1) / SIDE;
    int first_row = block_x() / tiles_across * SIDE;
    int first_column = block_x() % tiles_across * SIDE;

    // This thread copies place (thread % 16) of the depth for four rows and four columns.
    int deep = thread % DEEP;
    const float* x = (const float*)p.x;
    const float* w = (const float*)p.w;
    int top[EACH], left[EACH], sample[EACH];
#pragma unroll
    for (int i = 0; i < EACH; i++)
    {
        int row = first_row + thread / DEEP + i * (THREADS / DEEP);
        sample[i] = row / (p.out_height * p.out_width);
        int rest = row - sample[i] * (p.out_height * p.out_width);
        int line = rest / p.out_width;
        top[i] = row < p.rows ? line * p.stride - p.pad_top : -p.height - 9;
        left[i] = (rest - line * p.out_width) * p.stride - p.pad_left;
    }

    float sums[4][4] = {};
    int across = thread % 16 * 4, down = thread / 16 * 4;
    for (int begin = 0; begin < p.depth; begin += DEEP)
    {
        int k = begin + deep;
        int tap = k / p.channels, channel = k - tap * p.channels;
        int tap_y = tap / p.kernel_width, tap_x = tap - tap_y * p.kernel_width;
#pragma unroll
        for (int i = 0; i < EACH; i++)
        {
            int place = thread / DEEP + i * (THREADS / DEEP);
            int y_at = top[i] + tap_y, x_at = left[i] + tap_x;
            bool sees = k < p.depth && (unsigned)y_at < (unsigned)p.height && (unsigned)x_at < (unsigned)p.width;
            lefts[deep * PITCH + place] = sees ? x[(((long long)sample[i] * p.height + y_at) * p.width + x_at) * p.channels + channel] : 0.0f;
            bool there = k < p.depth && first_column + place < p.columns;
            rights[deep * PITCH + place] = there ? w[(long long)(first_column + place) * p.depth + k] : 0.0f;
        }
        barrier();
#pragma unroll
        for (int d = 0; d < DEEP; d++)
        {
            Floats4 a = *(const Floats4*)(lefts + d * PITCH + down);
            Floats4 b = *(const Floats4*)(rights + d * PITCH + across);
            float as[4] = {a.x, a.y, a.z, a.w}, bs[4] = {b.x, b.y, b.z, b.w};
#pragma unroll
            for (int i = 0; i < 4; i++)
            {
#pragma unroll
                for (int j = 0; j < 4; j++)
                {
                    sums[i][j] = fused(as[i], bs[j], sums[i][j]);
                }
            }
        }
        barrier();
    }

#pragma unroll
    for (int i = 0; i < 4; i++)
    {
        int row = first_row + down + i;
        if (row >= p.rows)
        {
            continue;
        }
        int of = row / (p.out_height * p.out_width);
        if (p.gated)
        {
            int width = p.columns / 2;
#pragma unroll
            for (int j = 0; j < 4; j += 2)
            {
                int column = first_column + across + j;
                if (column < p.columns)
                {
                    float value = sums[i][j] + (p.bias ? p.bias[column] : 0.0f);
                    float gate = sums[i][j + 1] + (p.bias ? p.bias[column + 1] : 0.0f);
                    ((float*)p.y)[(long long)row * width + column / 2] = finished<float>(p, value * gelu(gate), row, of, column / 2, width);
                }
            }
            continue;
        }
#pragma unroll
        for (int j = 0; j < 4; j++)
        {
            int column = first_column + across + j;
            if (column < p.columns)
            {
                float sum = sums[i][j] + (p.bias ? p.bias[column] : 0.0f);
                ((float*)p.y)[(long long)row * p.columns + column] = finished<float>(p, sum, row, of, column, p.columns);
            }
        }
    }
}
