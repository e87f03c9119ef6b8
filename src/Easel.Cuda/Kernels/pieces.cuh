// Activations sixteen bytes at a time: eight halves or four floats.
#pragma once
#include "easel.cuh"

template <typename T> struct Piece;
template <> struct Piece<half> { static constexpr int COUNT = 8; };
template <> struct Piece<float> { static constexpr int COUNT = 4; };

DEVICE Words4 load_piece(const void* place) { return *(const Words4*)place; }

DEVICE void spread_piece(const Words4& piece, float (&values)[8])
{
    values[0] = low_half(piece.x);
    values[1] = high_half(piece.x);
    values[2] = low_half(piece.y);
    values[3] = high_half(piece.y);
    values[4] = low_half(piece.z);
    values[5] = high_half(piece.z);
    values[6] = low_half(piece.w);
    values[7] = high_half(piece.w);
}

DEVICE void spread_piece(const Words4& piece, float (&values)[4])
{
    values[0] = __builtin_bit_cast(float, piece.x);
    values[1] = __builtin_bit_cast(float, piece.y);
    values[2] = __builtin_bit_cast(float, piece.z);
    values[3] = __builtin_bit_cast(float, piece.w);
}

DEVICE void store_piece(void* place, const float (&values)[8])
{
    *(Words4*)place = {pack_halves(values[0], values[1]), pack_halves(values[2], values[3]), pack_halves(values[4], values[5]), pack_halves(values[6], values[7])};
}

DEVICE void store_piece(void* place, const float (&values)[4]) { *(Floats4*)place = {values[0], values[1], values[2], values[3]}; }

// As many floats as a piece has elements, from a place that is a multiple of sixteen bytes.
template <int COUNT> DEVICE void load_floats(const float* place, float (&values)[COUNT])
{
#pragma unroll
    for (int i = 0; i < COUNT; i += 4)
    {
        Floats4 four = *(const Floats4*)(place + i);
        values[i] = four.x;
        values[i + 1] = four.y;
        values[i + 2] = four.z;
        values[i + 3] = four.w;
    }
}
