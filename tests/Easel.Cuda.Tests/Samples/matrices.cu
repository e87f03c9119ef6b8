// Matrix products of halves, as the kernels do them.
#include "easel.cuh"

struct MatrixParameters
{
    const half* a; // [rows, depth]
    const half* b; // [columns, depth], or [depth, columns] for the transposed one
    float* c;      // [rows, columns]
    int rows;
    int columns;
    int depth;
};

// One warp: c [16, 8] = a [16, 16] b, b by columns in shared memory.
extern "C" __global__ __launch_bounds__(32) void small_product(const MatrixParameters p)
{
    word base = shared_address(shared_memory);
    int lane = thread_index();
    copy16(base + lane * 16, p.a + lane * 8, true);
    if (lane < 16)
    {
        copy16(base + 512 + lane * 16, p.b + lane * 8, true);
    }

    commit_copies();
    wait_copies<0>();
    word a[4], b[2];
    load_matrices(a, base + (lane % 16) * 32 + lane / 16 * 16);
    load_matrices(b, base + 512 + (lane % 8) * 32 + lane / 8 % 2 * 16);
    float d[4] = {0, 0, 0, 0};
    multiply_add(d, a, b[0], b[1]);
    float* to = p.c + lane / 4 * 8 + 2 * (lane % 4);
    to[0] = d[0];
    to[1] = d[1];
    to[64] = d[2];
    to[65] = d[3];
}

// The same with b by rows in shared memory.
extern "C" __global__ __launch_bounds__(32) void small_product_transposed(const MatrixParameters p)
{
    word base = shared_address(shared_memory);
    int lane = thread_index();
    copy16(base + lane * 16, p.a + lane * 8, true);
    copy16(base + (lane < 16 ? 512 : 768) + (lane % 16) * 16, p.b + (lane % 16) * 8, lane < 16);
    commit_copies();
    wait_copies<0>();
    word a[4], b[2];
    load_matrices(a, base + (lane % 16) * 32 + lane / 16 * 16);
    load_transposed(b, base + 512 + (lane % 16) * 16);
    float d[4] = {0, 0, 0, 0};
    multiply_add(d, a, b[0], b[1]);
    float* to = p.c + lane / 4 * 8 + 2 * (lane % 4);
    *(Floats2*)to = Floats2{d[0], d[1]};
    *(Floats2*)(to + 64) = Floats2{d[2], d[3]};
}

// 64x64 tiles, 4 warps of 32x32, 32 in depth, STAGES of them under way. What is left out shows what the interpreter finds.
template <int STAGES, bool WAITS, bool BARRIERS> DEVICE void product(const MatrixParameters& p)
{
    const int ROW = 80; // bytes of 32 halves, and 16 against bank conflicts
    const int STAGE = 128 * ROW;
    word base = shared_address(shared_memory);
    int lane = thread_index() % 32;
    int warp = thread_index() / 32;
    int first_row = block_y() * 64;
    int first_column = block_x() * 64;
    float d[2][4][4] = {};
    int steps = p.depth / 32;

    auto fetch = [&](int step)
    {
        if (step < steps)
        {
            for (int i = thread_index(); i < 128 * 4; i += 128)
            {
                int row = i / 4;
                int at = row < 64 ? first_row + row : first_column + row - 64;
                bool valid = at < (row < 64 ? p.rows : p.columns);
                const half* from = (row < 64 ? p.a : p.b) + (valid ? (long long)at * p.depth + step * 32 + i % 4 * 8 : 0);
                copy16(base + step % STAGES * STAGE + row * ROW + i % 4 * 16, from, valid);
            }
        }
        commit_copies();
    };

    for (int step = 0; step < STAGES - 1; step++)
    {
        fetch(step);
    }

    for (int step = 0; step < steps; step++)
    {
        if (WAITS)
        {
            wait_copies<STAGES - 2>();
        }
        if (BARRIERS)
        {
            barrier();
        }
        fetch(step + STAGES - 1);
        word stage = base + step % STAGES * STAGE;
#pragma unroll
        for (int k = 0; k < 2; k++)
        {
            word a[2][4], b[2][4];
#pragma unroll
            for (int i = 0; i < 2; i++)
            {
                load_matrices(a[i], stage + (warp / 2 * 32 + i * 16 + lane % 16) * ROW + k * 32 + lane / 16 * 16);
                load_matrices(b[i], stage + (64 + warp % 2 * 32 + i * 16 + lane % 8 + lane / 16 * 8) * ROW + k * 32 + lane / 8 % 2 * 16);
            }
#pragma unroll
            for (int i = 0; i < 2; i++)
            {
#pragma unroll
                for (int j = 0; j < 4; j++)
                {
                    multiply_add(d[i][j], a[i], b[j / 2][j % 2 * 2], b[j / 2][j % 2 * 2 + 1]);
                }
            }
        }
    }

#pragma unroll
    for (int i = 0; i < 2; i++)
    {
#pragma unroll
        for (int j = 0; j < 4; j++)
        {
#pragma unroll
            for (int e = 0; e < 4; e++)
            {
                int row = first_row + warp / 2 * 32 + i * 16 + lane / 4 + e / 2 * 8;
                int column = first_column + warp % 2 * 32 + j * 8 + 2 * (lane % 4) + e % 2;
                if (row < p.rows && column < p.columns)
                {
                    p.c[(long long)row * p.columns + column] = d[i][j][e];
                }
            }
        }
    }
}

extern "C" __global__ __launch_bounds__(128) void tiled_product(const MatrixParameters p) { product<3, true, true>(p); }
extern "C" __global__ __launch_bounds__(128) void product_without_wait(const MatrixParameters p) { product<3, false, true>(p); }
extern "C" __global__ __launch_bounds__(128) void product_without_barrier(const MatrixParameters p) { product<3, true, false>(p); }
