#include "easel.cuh"

// Halves of floats, and back. Rows may get wider: the new places are zeros.
struct ConvertParameters
{
    const void* from;
    void* to;
    long long rows;
    int columns;
    int columns_to;
};

extern "C" __global__ void floats_to_halves(const ConvertParameters p)
{
    long long count = p.rows * p.columns_to;
    for (long long i = (long long)block_x() * thread_count() + thread_index(); i < count; i += (long long)blocks_x() * thread_count())
    {
        long long row = i / p.columns_to;
        int column = (int)(i - row * p.columns_to);
        ((half*)p.to)[i] = column < p.columns ? to_half(((const float*)p.from)[row * p.columns + column]) : (half)0;
    }
}

extern "C" __global__ void halves_to_floats(const ConvertParameters p)
{
    long long count = p.rows * p.columns_to;
    for (long long i = (long long)block_x() * thread_count() + thread_index(); i < count; i += (long long)blocks_x() * thread_count())
    {
        long long row = i / p.columns_to;
        int column = (int)(i - row * p.columns_to);
        ((float*)p.to)[i] = column < p.columns ? to_float(((const half*)p.from)[row * p.columns + column]) : 0.0f;
    }
}
