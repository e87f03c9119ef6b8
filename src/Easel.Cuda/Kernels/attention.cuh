// What the kernels of attention share.
#pragma once
#include "easel.cuh"

#define MEMBER __device__ __forceinline__

struct AttentionParameters
{
    const void* queries; // [batch, tokens, heads * width], parts of longer rows where the pitch says so
    const void* keys;    // [batch, others, heads * width], likewise
    const void* values;
    void* result;        // [batch, tokens, heads * width]
    int tokens;
    int others;
    int heads;
    int width;
    int query_pitch; // elements from a token's queries to the next
    int key_pitch;   // of keys, and of values
    int causal;      // whether a token sees only itself and those before it
    float scale;     // log2(e) / sqrt(width): powers are of 2
};

// Powers may grow to 2^8 before sums are made smaller for them: halves have room for that, and after the first tiles it is rare.
static constexpr float HEADROOM = 8;

// max: one instruction where a comparison and a choice would be two. Of a number and NaN, the number.
DEVICE float highest(float a, float b)
{
    float result;
    asm("max.f32 %0, %1, %2;" : "=f"(result) : "f"(a), "f"(b));
    return result;
}

// The same number, about which the compiler knows nothing: what is added to it later is not computed ahead and kept in registers.
DEVICE word opaque(word value)
{
    asm volatile("" : "+r"(value));
    return value;
}

DEVICE float minus_infinity() { return -__builtin_inff(); }

DEVICE int smaller(int a, int b) { return a < b ? a : b; }

// Whether it holds for any lane of the warp.
DEVICE bool any_lane(bool holds)
{
    int result;
    asm volatile("{\n.reg .pred one, any;\nsetp.ne.s32 one, %1, 0;\nvote.sync.any.pred any, one, -1;\nselp.s32 %0, 1, 0, any;\n}" : "=r"(result) : "r"((int)holds));
    return result != 0;
}

// How many keys a query sees: those before the number returned.
DEVICE int keys_seen(const AttentionParameters& p, int query) { return p.causal ? smaller(p.others, query + 1) : p.others; }
