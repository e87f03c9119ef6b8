// What every kernel file needs of CUDA C, for clang without NVIDIA's headers: names for built-in things, and the instructions that C has no words for.
// Halves are unsigned shorts here: clang 14 has no half type for PTX. Every kernel takes one structure by value, and nothing else.
#pragma once

#define __global__ __attribute__((global))
#define __device__ __attribute__((device))
#define __shared__ __attribute__((shared))
#define __forceinline__ inline __attribute__((always_inline))
#define __launch_bounds__(...) __attribute__((launch_bounds(__VA_ARGS__)))
#define DEVICE static __device__ __forceinline__
#define DEVICE_MEMBER __device__ __forceinline__

typedef unsigned short half;
typedef unsigned int word;
typedef unsigned long long word64;

struct __attribute__((aligned(16))) Words4 { word x, y, z, w; };
struct __attribute__((aligned(8))) Words2 { word x, y; };
struct __attribute__((aligned(16))) Floats4 { float x, y, z, w; };
struct __attribute__((aligned(8))) Floats2 { float x, y; };

// Dynamic shared memory; its size is said at the launch.
extern "C" __shared__ __attribute__((aligned(1024))) unsigned char shared_memory[];

DEVICE int thread_index() { return (int)__nvvm_read_ptx_sreg_tid_x(); }
DEVICE int thread_count() { return (int)__nvvm_read_ptx_sreg_ntid_x(); }
DEVICE int block_x() { return (int)__nvvm_read_ptx_sreg_ctaid_x(); }
DEVICE int block_y() { return (int)__nvvm_read_ptx_sreg_ctaid_y(); }
DEVICE int block_z() { return (int)__nvvm_read_ptx_sreg_ctaid_z(); }
DEVICE int blocks_x() { return (int)__nvvm_read_ptx_sreg_nctaid_x(); }
DEVICE int blocks_y() { return (int)__nvvm_read_ptx_sreg_nctaid_y(); }

// Waits for all threads of the block; what they wrote before, all see after.
DEVICE void barrier() { asm volatile("bar.sync 0;" ::: "memory"); }

// Counts one of so many that come to a place, and tells whether it was the last, 1 or 0. The last sees what all others wrote before, and leaves zero for the next.
// Of a block, one thread, between barriers.
DEVICE word count_arrival(word* counter, word all)
{
    word before;
    asm volatile("atom.acq_rel.gpu.global.inc.u32 %0, [%1], %2;" : "=r"(before) : "l"(counter), "r"(all - 1) : "memory");
    return before == all - 1 ? 1 : 0;
}

// The value of the lane whose number differs by the bits of mask.
DEVICE float shuffle_xor(float value, int mask)
{
    float result;
    asm volatile("shfl.sync.bfly.b32 %0, %1, %2, 31, -1;" : "=f"(result) : "f"(value), "r"(mask));
    return result;
}

DEVICE int shuffle_xor(int value, int mask)
{
    int result;
    asm volatile("shfl.sync.bfly.b32 %0, %1, %2, 31, -1;" : "=r"(result) : "r"(value), "r"(mask));
    return result;
}

DEVICE float warp_sum(float value)
{
#pragma unroll
    for (int mask = 16; mask > 0; mask >>= 1)
    {
        value += shuffle_xor(value, mask);
    }
    return value;
}

DEVICE float warp_max(float value)
{
#pragma unroll
    for (int mask = 16; mask > 0; mask >>= 1)
    {
        float other = shuffle_xor(value, mask);
        value = value > other ? value : other;
    }
    return value;
}

// --- numbers ---

DEVICE float to_float(half value)
{
    float result;
    asm("cvt.f32.f16 %0, %1;" : "=f"(result) : "h"(value));
    return result;
}

DEVICE float to_float(float value) { return value; }

DEVICE half to_half(float value)
{
    half result;
    asm("cvt.rn.f16.f32 %0, %1;" : "=h"(result) : "f"(value));
    return result;
}

// Two halves in a word, the first in its lower half.
DEVICE word pack_halves(float first, float second)
{
    word result;
    asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(result) : "f"(second), "f"(first));
    return result;
}

DEVICE float low_half(word pair) { return to_float((half)(pair & 0xffff)); }
DEVICE float high_half(word pair) { return to_float((half)(pair >> 16)); }

DEVICE void store_float(half* place, float value) { *place = to_half(value); }
DEVICE void store_float(float* place, float value) { *place = value; }

// 2^x with about 22 bits.
DEVICE float exp2_fast(float x)
{
    float result;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(result) : "f"(x));
    return result;
}

DEVICE float exp_fast(float x) { return exp2_fast(x * 1.4426950408889634f); }

DEVICE float reciprocal(float x)
{
    float result;
    asm("rcp.approx.ftz.f32 %0, %1;" : "=f"(result) : "f"(x));
    return result;
}

DEVICE float reciprocal_root(float x)
{
    float result;
    asm("rsqrt.approx.ftz.f32 %0, %1;" : "=f"(result) : "f"(x));
    return result;
}

DEVICE float square_root(float x)
{
    float result;
    asm("sqrt.rn.f32 %0, %1;" : "=f"(result) : "f"(x));
    return result;
}

DEVICE float fused(float a, float b, float c) { return __builtin_fmaf(a, b, c); }

// The error function, Abramowitz and Stegun 7.1.26: 1.5e-7 absolute.
DEVICE float error_function(float x)
{
    float magnitude = x < 0 ? -x : x;
    float t = reciprocal(fused(0.3275911f, magnitude, 1.0f));
    float polynomial = t * fused(t, fused(t, fused(t, fused(t, 1.061405429f, -1.453152027f), 1.421413741f), -0.284496736f), 0.254829592f);
    float result = 1.0f - polynomial * exp_fast(-magnitude * magnitude);
    return x < 0 ? -result : result;
}

// As Easel.Tensors.Backends.Activation counts them.
enum Activation { ACTIVATION_NONE = 0, ACTIVATION_SILU = 1, ACTIVATION_GELU = 2, ACTIVATION_QUICK_GELU = 3 };

DEVICE float gelu(float x) { return 0.5f * x * (1.0f + error_function(x * 0.70710678118654752f)); }

DEVICE float activate(float x, int activation)
{
    if (activation == ACTIVATION_SILU)
    {
        return x * reciprocal(1.0f + exp_fast(-x));
    }
    if (activation == ACTIVATION_GELU)
    {
        return gelu(x);
    }
    if (activation == ACTIVATION_QUICK_GELU)
    {
        return x * reciprocal(1.0f + exp_fast(-1.702f * x));
    }
    return x;
}

// --- shared memory and matrices ---

// The address of shared memory as ldmatrix, cp.async and ld.shared want it.
DEVICE word shared_address(const void* pointer)
{
    return (word)(word64)(const __attribute__((address_space(3))) unsigned char*)pointer;
}

// Begins to copy 16 bytes from global to shared memory, past the first-level cache; zeros instead if not valid (the address must be one that may be read).
DEVICE void copy16(word shared, const void* global, bool valid)
{
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(shared), "l"(global), "r"(valid ? 16 : 0) : "memory");
}

// The same through the first-level cache.
DEVICE void copy16_cached(word shared, const void* global, bool valid)
{
    asm volatile("cp.async.ca.shared.global [%0], [%1], 16, %2;" ::"r"(shared), "l"(global), "r"(valid ? 16 : 0) : "memory");
}

DEVICE void commit_copies() { asm volatile("cp.async.commit_group;" ::: "memory"); }

// Waits until all but the newest COUNT groups of this thread's copies have arrived. Others see them after a barrier.
template <int COUNT> DEVICE void wait_copies() { asm volatile("cp.async.wait_group %0;" ::"n"(COUNT) : "memory"); }

// Four 8x8 matrices of halves; lanes 8i to 8i + 7 give the addresses of the rows of matrix i. Lane l gets elements 2 (l % 4) and the next of row l / 4.
DEVICE void load_matrices(word (&r)[4], word address)
{
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];" : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3]) : "r"(address) : "memory");
}

DEVICE void load_matrices(word (&r)[2], word address)
{
    asm volatile("ldmatrix.sync.aligned.m8n8.x2.shared.b16 {%0, %1}, [%2];" : "=r"(r[0]), "=r"(r[1]) : "r"(address) : "memory");
}

// The same, each transposed.
DEVICE void load_transposed(word (&r)[4], word address)
{
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];" : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3]) : "r"(address) : "memory");
}

DEVICE void load_transposed(word (&r)[2], word address)
{
    asm volatile("ldmatrix.sync.aligned.m8n8.x2.trans.shared.b16 {%0, %1}, [%2];" : "=r"(r[0]), "=r"(r[1]) : "r"(address) : "memory");
}

// d += a b: a 16x16 by rows, b 16x8 by columns, halves; d 16x8, floats. Lane l holds of d the rows l / 4 and l / 4 + 8, columns 2 (l % 4) and the next.
DEVICE void multiply_add(float (&d)[4], const word (&a)[4], word b0, word b1)
{
    asm("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
        : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}
