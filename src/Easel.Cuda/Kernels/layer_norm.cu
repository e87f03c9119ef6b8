#include "pieces.cuh"

// (x - mean) / sqrt(variance + epsilon) * scale + shift over rows, Ba et al. 2016, arXiv:1607.06450. A warp has a row, and holds it in registers.

struct LayerNormParameters
{
    const void* x; // [rows, width]
    void* y;
    const float* scale; // [width]
    const float* shift; // [width]
    long long rows;
    int width;
    float share; // 1 / width
    float epsilon;
};

// PIECES of 16 bytes in each lane hold a row; its width is a multiple of a piece.
template <typename T, int PIECES> DEVICE void norm_row(const LayerNormParameters& p)
{
    constexpr int COUNT = Piece<T>::COUNT;
    long long row = (long long)block_x() * (thread_count() / 32) + thread_index() / 32;
    if (row >= p.rows)
    {
        return;
    }

    int lane = thread_index() % 32;
    int columns = p.width / COUNT;
    const T* from = (const T*)p.x + row * p.width;
    Words4 pieces[PIECES] = {};
#pragma unroll
    for (int i = 0; i < PIECES; i++)
    {
        if (lane + 32 * i < columns)
        {
            pieces[i] = load_piece(from + (lane + 32 * i) * COUNT);
        }
    }

    float sum = 0;
#pragma unroll
    for (int i = 0; i < PIECES; i++)
    {
        float values[COUNT];
        spread_piece(pieces[i], values);
#pragma unroll
        for (int j = 0; j < COUNT; j++)
        {
            sum += values[j];
        }
    }

    float mean = warp_sum(sum) * p.share;
    float squares = 0;
#pragma unroll
    for (int i = 0; i < PIECES; i++)
    {
        if (lane + 32 * i < columns)
        {
            float values[COUNT];
            spread_piece(pieces[i], values);
#pragma unroll
            for (int j = 0; j < COUNT; j++)
            {
                float distance = values[j] - mean;
                squares = fused(distance, distance, squares);
            }
        }
    }

    float factor = reciprocal_root(fused(warp_sum(squares), p.share, p.epsilon));
    T* to = (T*)p.y + row * p.width;
#pragma unroll
    for (int i = 0; i < PIECES; i++)
    {
        if (lane + 32 * i < columns)
        {
            int column = (lane + 32 * i) * COUNT;
            float values[COUNT], scale[COUNT], shift[COUNT];
            load_floats(p.scale + column, scale);
            load_floats(p.shift + column, shift);
            spread_piece(pieces[i], values);
#pragma unroll
            for (int j = 0; j < COUNT; j++)
            {
                values[j] = fused((values[j] - mean) * factor, scale[j], shift[j]);
            }
            store_piece(to + column, values);
        }
    }
}

// Any width, an element at a time.
template <typename T> DEVICE void norm_any(const LayerNormParameters& p)
{
    long long row = (long long)block_x() * (thread_count() / 32) + thread_index() / 32;
    if (row >= p.rows)
    {
        return;
    }

    int lane = thread_index() % 32;
    const T* from = (const T*)p.x + row * p.width;
    float sum = 0;
    for (int i = lane; i < p.width; i += 32)
    {
        sum += to_float(from[i]);
    }

    float mean = warp_sum(sum) * p.share;
    float squares = 0;
    for (int i = lane; i < p.width; i += 32)
    {
        float distance = to_float(from[i]) - mean;
        squares = fused(distance, distance, squares);
    }

    float factor = reciprocal_root(fused(warp_sum(squares), p.share, p.epsilon));
    T* to = (T*)p.y + row * p.width;
    for (int i = lane; i < p.width; i += 32)
    {
        store_float(to + i, fused((to_float(from[i]) - mean) * factor, p.scale[i], p.shift[i]));
    }
}

#define LAYER_NORM_KERNELS(T) \
    extern "C" __global__ void __launch_bounds__(256) layer_norm_2_##T(const LayerNormParameters p) { norm_row<T, 2>(p); } \
    extern "C" __global__ void __launch_bounds__(256) layer_norm_3_##T(const LayerNormParameters p) { norm_row<T, 3>(p); } \
    extern "C" __global__ void __launch_bounds__(256) layer_norm_5_##T(const LayerNormParameters p) { norm_row<T, 5>(p); } \
    extern "C" __global__ void __launch_bounds__(256) layer_norm_10_##T(const LayerNormParameters p) { norm_row<T, 10>(p); } \
    extern "C" __global__ void __launch_bounds__(256) layer_norm_any_##T(const LayerNormParameters p) { norm_any<T>(p); }

LAYER_NORM_KERNELS(half)
LAYER_NORM_KERNELS(float)
