// How the parts of a depth that was split become one: added in their order, whoever comes last, so that results do not depend on it.
#pragma once
#include "product.cuh"

// Adds rows of a tile, in pieces of four sums that load gives, and puts them where this block has staged its own.
template <int COLUMNS, int THREADS, int PITCH, typename LOAD> DEVICE void add_parts(int parts, float* staged, int begin, int end, LOAD load)
{
    constexpr int ACROSS = COLUMNS / 4;
    constexpr int AT_ONCE = 4;

#pragma unroll 1
    for (int i = begin * ACROSS + thread_index(); i < end * ACROSS; i += THREADS)
    {
        int row = i / ACROSS, column = i % ACROSS * 4;
        Floats4 sum = {0, 0, 0, 0};
#pragma unroll 1
        for (int first = 0; first < parts; first += AT_ONCE)
        {
            Floats4 part[AT_ONCE] = {};
#pragma unroll
            for (int j = 0; j < AT_ONCE; j++)
            {
                if (first + j < parts)
                {
                    load(part[j], first + j, row, column);
                }
            }
#pragma unroll
            for (int j = 0; j < AT_ONCE; j++)
            {
                sum.x += part[j].x, sum.y += part[j].y, sum.z += part[j].z, sum.w += part[j].w;
            }
        }
        *(Floats4*)(staged + row * PITCH + column) = sum;
    }
}

// Leaves a tile's part in memory, and says whether it was the last of its tile to come; then all parts are there to be read.
// Counters are zero before and after.
template <int ROWS, int COLUMNS, int THREADS, int PITCH> DEVICE bool leave_part(const ProductParameters& p, float* staged, float* part, word* counter)
{
    constexpr int ACROSS = COLUMNS / 4;

    for (int i = thread_index(); i < ROWS * ACROSS; i += THREADS)
    {
        Floats4 v = *(const Floats4*)(staged + i / ACROSS * PITCH + i % ACROSS * 4);
        ((Floats4*)part)[i] = Floats4{v.x, v.y, v.z, v.w}; // at once, which a copy is not
    }
    barrier();
    if (thread_index() == 0)
    {
        *(word*)staged = count_arrival(counter, (word)p.splits);
    }
    barrier();
    bool is_last = *(const word*)staged != 0;
    barrier();
    return is_last;
}
