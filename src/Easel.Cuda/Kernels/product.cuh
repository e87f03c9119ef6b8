// The matrix product behind linear layers and convolutions: y = finish(x * w^T), where a row of x is what a kernel sees of a channels-last map, never stored.
// Halves in, sums in floats, tiles in shared memory filled by asynchronous copies in several stages.
#pragma once
#include "easel.cuh"

struct ProductParameters
{
    const void* x;        // [samples, height, width, channels]
    const void* w;        // halves: [parities][columns][blocks of 64 channels][taps][64]; floats: [columns][taps][channels]
    const float* bias;    // [columns], or none
    const void* shift;    // [samples, columns], or none
    const void* residual; // as y, or none
    void* y;              // [rows, columns], half as many columns when gated
    float* partial;       // [splits][parities][rows][columns] of a split depth; with arrivals, tiles: [splits][parities][tiles][rows of a tile][columns of a tile]
    word* arrivals;       // [parities][tiles], zeros: the last block of a tile adds its parts; or none
    int height, width, channels;
    int out_height, out_width; // rows = samples * out_height * out_width
    int rows, columns, depth;
    int kernel_width, taps, stride, pad_top, pad_left;
    int splits, blocks_per_split;
    int parities; // 1; or 4: y is twice as high and wide, and parity 2 i + j makes its pixels (2 r + i, 2 c + j)
    int activation, gated, float_result;
};

// Where a row's result goes.
DEVICE long long result_row(const ProductParameters& p, int parity, int row)
{
    if (p.parities == 1)
    {
        return row;
    }
    int column = row % p.out_width;
    int line = row / p.out_width; // of all samples
    return ((long long)line * 2 + (parity >> 1)) * (2 * p.out_width) + 2 * column + (parity & 1);
}

template <typename T> struct Eight;

template <> struct Eight<half>
{
    typedef Words4 Piece;

    static DEVICE_MEMBER void load(float (&v)[8], const half* from) { spread(v, *(const Words4*)from); }

    static DEVICE_MEMBER void spread(float (&v)[8], Words4 w)
    {
        v[0] = low_half(w.x), v[1] = high_half(w.x), v[2] = low_half(w.y), v[3] = high_half(w.y);
        v[4] = low_half(w.z), v[5] = high_half(w.z), v[6] = low_half(w.w), v[7] = high_half(w.w);
    }

    static DEVICE_MEMBER void store(const float (&v)[8], half* to)
    {
        *(Words4*)to = Words4{pack_halves(v[0], v[1]), pack_halves(v[2], v[3]), pack_halves(v[4], v[5]), pack_halves(v[6], v[7])};
    }
};

template <> struct Eight<float>
{
    struct __attribute__((aligned(16))) Piece
    {
        Floats4 a, b;
    };

    static DEVICE_MEMBER void load(float (&v)[8], const float* from) { spread(v, *(const Piece*)from); }

    static DEVICE_MEMBER void spread(float (&v)[8], Piece piece)
    {
        Floats4 a = piece.a, b = piece.b;
        v[0] = a.x, v[1] = a.y, v[2] = a.z, v[3] = a.w, v[4] = b.x, v[5] = b.y, v[6] = b.z, v[7] = b.w;
    }

    static DEVICE_MEMBER void store(const float (&v)[8], float* to)
    {
        ((Floats4*)to)[0] = Floats4{v[0], v[1], v[2], v[3]};
        ((Floats4*)to)[1] = Floats4{v[4], v[5], v[6], v[7]};
    }
};

// What is done to one sum.
template <typename T> DEVICE float finished(const ProductParameters& p, float sum, long long to_row, int sample, int column, int width)
{
    if (p.shift)
    {
        sum += to_float(((const T*)p.shift)[(long long)sample * width + column]);
    }
    sum = activate(sum, p.activation);
    return p.residual ? sum + to_float(((const T*)p.residual)[to_row * width + column]) : sum;
}

template <typename T> DEVICE void store_one(const ProductParameters& p, float value, long long at)
{
    if (p.float_result)
    {
        ((float*)p.y)[at] = value;
    }
    else
    {
        store_float((T*)p.y + at, value);
    }
}

// Finishes eight sums of a row in a product that is not gated, whose columns are a multiple of 8.
template <typename T>
DEVICE void finish_eight(
    const ProductParameters& p, float (&v)[8], const float (&bias)[8], typename Eight<T>::Piece residual, int sample, int column, long long at)
{
#pragma unroll
    for (int i = 0; i < 8; i++)
    {
        v[i] += bias[i];
    }
    float other[8];
    if (p.shift)
    {
        Eight<T>::load(other, (const T*)p.shift + (long long)sample * p.columns + column);
#pragma unroll
        for (int i = 0; i < 8; i++)
        {
            v[i] += other[i];
        }
    }
    if (p.activation != ACTIVATION_NONE)
    {
#pragma unroll
        for (int i = 0; i < 8; i++)
        {
            v[i] = activate(v[i], p.activation);
        }
    }
    if (p.residual)
    {
        Eight<T>::spread(other, residual);
#pragma unroll
        for (int i = 0; i < 8; i++)
        {
            v[i] += other[i];
        }
    }
    if (p.float_result)
    {
        Eight<float>::store(v, (float*)p.y + at);
    }
    else
    {
        Eight<T>::store(v, (T*)p.y + at);
    }
}

// Finishes eight sums of a row, which begin at a multiple of 8 columns. When gated, values and gates alternate, and four results come out.
template <typename T> DEVICE void finish(const ProductParameters& p, int parity, int row, int column, float (&v)[8])
{
    int sample = p.shift ? row / (p.out_height * p.out_width) : 0;
    long long to_row = result_row(p, parity, row);
    if (p.gated)
    {
        int width = p.columns / 2;
#pragma unroll
        for (int i = 0; i < 4; i++)
        {
            if (column + 2 * i < p.columns)
            {
                float value = v[2 * i] + (p.bias ? p.bias[column + 2 * i] : 0.0f);
                float gate = v[2 * i + 1] + (p.bias ? p.bias[column + 2 * i + 1] : 0.0f);
                v[i] = finished<T>(p, value * gelu(gate), to_row, sample, column / 2 + i, width);
            }
        }
        long long at = to_row * width + column / 2;
        if (sizeof(T) == 2 && width % 4 == 0 && !p.float_result)
        {
            *(Words2*)((half*)p.y + at) = Words2{pack_halves(v[0], v[1]), pack_halves(v[2], v[3])};
            return;
        }
#pragma unroll
        for (int i = 0; i < 4; i++)
        {
            if (column + 2 * i < p.columns)
            {
                store_one<T>(p, v[i], at + i);
            }
        }
        return;
    }

    long long at = to_row * p.columns + column;
    if (p.columns % 8 != 0)
    {
#pragma unroll
        for (int i = 0; i < 8; i++)
        {
            if (column + i < p.columns)
            {
                float sum = v[i] + (p.bias ? p.bias[column + i] : 0.0f);
                store_one<T>(p, finished<T>(p, sum, to_row, sample, column + i, p.columns), at + i);
            }
        }
        return;
    }

    float bias[8] = {};
    if (p.bias)
    {
        Eight<float>::load(bias, p.bias + column);
    }
    finish_eight<T>(p, v, bias, p.residual ? *(const typename Eight<T>::Piece*)((const T*)p.residual + at) : typename Eight<T>::Piece(), sample, column, at);
}

// Whether rows and columns are such that eight sums in a row may be finished at once.
DEVICE bool is_regular(const ProductParameters& p) { return p.gated ? p.columns % 16 == 0 && !p.shift && !p.residual && !p.float_result : p.columns % 8 == 0; }

// Finishes gated sums of a regular product: four values and gates, alternating.
DEVICE void finish_gated(const float (&v)[8], const float (&bias)[8], half* to)
{
    float y[4];
#pragma unroll
    for (int i = 0; i < 4; i++)
    {
        y[i] = (v[2 * i] + bias[2 * i]) * gelu(v[2 * i + 1] + bias[2 * i + 1]);
    }
    *(Words2*)to = Words2{pack_halves(y[0], y[1]), pack_halves(y[2], y[3])};
}
