// What kernels do between memory and matrices: loops that diverge, tables, arrays of their own, shared memory, sums over warps.
#include "easel.cuh"

struct LanguageParameters
{
    const float* from;
    float* to;
    int count;
};

static __device__ const int weights[8] = {3, -1, 4, 1, -5, 9, 2, 6};

// to[i] = steps of Collatz's sequence from i + 1: every lane takes its own number of turns.
extern "C" __global__ void collatz(const LanguageParameters p)
{
    int i = block_x() * thread_count() + thread_index();
    if (i >= p.count)
    {
        return;
    }

    int steps = 0;
    for (long long n = i + 1; n != 1; n = n % 2 == 0 ? n / 2 : 3 * n + 1)
    {
        steps++;
    }

    p.to[i] = (float)steps;
}

// The sum of each block's numbers, by warps and then by shared memory.
extern "C" __global__ __launch_bounds__(256) void block_sums(const LanguageParameters p)
{
    __shared__ float sums[8];
    int i = block_x() * thread_count() + thread_index();
    float sum = warp_sum(i < p.count ? p.from[i] : 0.0f);
    if (thread_index() % 32 == 0)
    {
        sums[thread_index() / 32] = sum;
    }

    barrier();
    if (thread_index() == 0)
    {
        float total = 0;
        for (int warp = 0; warp < thread_count() / 32; warp++)
        {
            total += sums[warp];
        }

        p.to[block_x()] = total;
    }
}

// Transposes 32x32 tiles by way of shared memory.
extern "C" __global__ __launch_bounds__(256) void transpose(const LanguageParameters p)
{
    __shared__ float tile[32][33];
    for (int row = thread_index() / 32; row < 32; row += 8)
    {
        tile[row][thread_index() % 32] = p.from[row * 32 + thread_index() % 32];
    }

    barrier();
    for (int row = thread_index() / 32; row < 32; row += 8)
    {
        p.to[row * 32 + thread_index() % 32] = tile[thread_index() % 32][row];
    }
}

// Sorts 8 numbers in an array that lies in a lane's own memory, and weighs them.
extern "C" __global__ void sort_and_weigh(const LanguageParameters p)
{
    float numbers[8];
    for (int k = 0; k < 8; k++)
    {
        numbers[k] = p.from[8 * thread_index() + k];
    }

#pragma unroll 1
    for (int i = 1; i < 8; i++)
    {
#pragma unroll 1
        for (int j = i; j > 0 && numbers[j] < numbers[j - 1]; j--)
        {
            float swapped = numbers[j];
            numbers[j] = numbers[j - 1];
            numbers[j - 1] = swapped;
        }
    }

    float sum = 0;
#pragma unroll 1
    for (int k = 0; k < 8; k++)
    {
        sum = fused(numbers[k], (float)weights[(k + thread_index()) % 8], sum);
    }

    p.to[thread_index()] = sum;
}

// Every formula of easel.cuh, one after the other.
extern "C" __global__ void formulas(const LanguageParameters p)
{
    int i = thread_index();
    float x = p.from[i];
    float* to = p.to + i;
    int n = p.count;
    to[0] = exp2_fast(x);
    to[n] = exp_fast(x);
    to[2 * n] = reciprocal(x);
    to[3 * n] = reciprocal_root(x < 0 ? -x : x);
    to[4 * n] = square_root(x < 0 ? -x : x);
    to[5 * n] = error_function(x);
    to[6 * n] = activate(x, ACTIVATION_SILU);
    to[7 * n] = activate(x, ACTIVATION_GELU);
    to[8 * n] = activate(x, ACTIVATION_QUICK_GELU);
    word pair = pack_halves(x, 2 * x);
    to[9 * n] = low_half(pair);
    to[10 * n] = high_half(pair);
    to[11 * n] = warp_max(x);
}
