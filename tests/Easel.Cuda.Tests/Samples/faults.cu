// Kernels that are wrong, each in its own way.
#include "easel.cuh"

struct FaultParameters
{
    const float* from;
    float* to;
    int count;
};

// Reads what another warp writes, with no barrier between.
extern "C" __global__ void missing_barrier(const FaultParameters p)
{
    __shared__ float numbers[64];
    numbers[thread_index()] = p.from[thread_index()];
    asm volatile("" ::: "memory");
    p.to[thread_index()] = numbers[63 - thread_index()];
}

// Writes over what another warp may still be reading.
extern "C" __global__ void missing_second_barrier(const FaultParameters p)
{
    __shared__ float numbers[64];
    for (int turn = 0; turn < p.count; turn++)
    {
        numbers[thread_index()] = p.from[thread_index()] + turn;
        barrier();
        p.to[thread_index()] = numbers[63 - thread_index()];
    }
}

// Right: the same with both barriers.
extern "C" __global__ void both_barriers(const FaultParameters p)
{
    __shared__ float numbers[64];
    for (int turn = 0; turn < p.count; turn++)
    {
        numbers[thread_index()] = p.from[thread_index()] + turn;
        barrier();
        p.to[thread_index()] = numbers[63 - thread_index()];
        barrier();
    }
}

// Halves of a word from two warps: no race.
extern "C" __global__ void neighbours(const FaultParameters p)
{
    __shared__ half numbers[96];
    int t = thread_index();
    int place = 2 * (t % 32) + t / 32;
    numbers[place] = to_half(p.from[t]);
    barrier();
    p.to[t] = to_float(numbers[place]);
}

extern "C" __global__ void reads_outside(const FaultParameters p) { p.to[thread_index()] = p.from[thread_index() + p.count]; }
extern "C" __global__ void writes_outside(const FaultParameters p) { p.to[thread_index() + p.count] = p.from[thread_index()]; }

extern "C" __global__ void misaligned_vector(const FaultParameters p)
{
    Floats4 x = *(const Floats4*)(p.from + 4 * thread_index() + p.count);
    *(Floats4*)(p.to + 4 * thread_index()) = Floats4{x.x + 1, x.y + 1, x.z + 1, x.w + 1};
}

extern "C" __global__ void misaligned_matrix(const FaultParameters p)
{
    word base = shared_address(shared_memory);
    word r[4];
    load_matrices(r, base + thread_index() * 16 + p.count);
    p.to[thread_index()] = low_half(r[0] + r[1] + r[2] + r[3]);
}

// Only the first warp waits.
extern "C" __global__ void barrier_of_some_warps(const FaultParameters p)
{
    if (thread_index() < p.count)
    {
        barrier();
    }

    p.to[thread_index()] = 1;
}

// Lanes that have gone take no part in the sum.
extern "C" __global__ void sum_without_some_lanes(const FaultParameters p)
{
    if (thread_index() >= p.count)
    {
        return;
    }

    p.to[thread_index()] = warp_sum(p.from[thread_index()]);
}

// Reads a cell into which its own copy is still under way.
extern "C" __global__ void missing_wait(const FaultParameters p)
{
    float* numbers = (float*)shared_memory;
    copy16(shared_address(numbers + 4 * thread_index()), p.from + 4 * thread_index(), true);
    commit_copies();
    if (p.count != 0)
    {
        wait_copies<0>();
    }

    p.to[thread_index()] = numbers[4 * thread_index() + 1];
}

extern "C" __global__ void beyond_shared_memory(const FaultParameters p)
{
    float* numbers = (float*)shared_memory;
    numbers[thread_index() + p.count] = 1;
    p.to[thread_index()] = numbers[thread_index() + p.count];
}

// What nobody has written.
extern "C" __global__ void reads_noise(const FaultParameters p)
{
    p.to[block_x() * thread_count() + thread_index()] = ((float*)shared_memory)[thread_index()];
}

extern "C" __global__ void endless(const FaultParameters p)
{
    volatile float* to = p.to;
    while (to[0] != 12345.0f)
    {
    }
}
