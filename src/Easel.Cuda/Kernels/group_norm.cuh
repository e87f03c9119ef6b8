// What both files of group norms share.
#pragma once
#include "pieces.cuh"

struct GroupNormParameters
{
    const void* x; // [batch, pixels, channels]
    void* y;
    const float* scale; // [channels]
    const float* shift; // [channels]
    const void* pivots; // The map's first pixel, of x's type.
    long long pivot_pitch; // Elements from a sample's to the next.
    Floats2* sums; // [batch, groups, chunks]: of distances, and of their squares.
    float* terms; // [batch, 2, channels]: what a channel is multiplied by and what is added then; not null: taken instead of sums.
    int pixels; // Of x, per sample.
    int channels;
    int groups;
    int slice; // Channels of a block.
    int chunk; // Pixels of a block.
    int first_chunk; // Of x in sums.
    int chunks; // Of the map.
    float share; // One of the elements that a group has in the map that x is a band of.
    float epsilon;
    int activation;
    int wide; // Whether pieces of sixteen bytes lie in at most two groups each.
};

constexpr int THREADS = 512;
constexpr int MOST_GROUPS = 32; // In a slice.

struct Statistics { float mean, factor; };

DEVICE Statistics finish(const GroupNormParameters& p, Floats2 sums, float pivot)
{
    float distance = sums.x * p.share;
    float variance = fused(-distance, distance, sums.y * p.share);
    variance = variance < 0.0f ? 0.0f : variance;
    return {pivot + distance, reciprocal_root(variance + p.epsilon)};
}

DEVICE int smallest(int a, int b) { return a < b ? a : b; }

// The place of a thread in its block's slice: a column of pieces, or none, and where its chunk of pixels begins and ends for it.
template <typename T> struct Place
{
    static constexpr int COUNT = Piece<T>::COUNT;

    int width, columns, rows, column, row, channel, boundary, group, end;
    bool active;

    DEVICE_MEMBER Place(const GroupNormParameters& p, int slice, int chunk)
    {
        width = p.channels / p.groups;
        columns = p.slice / COUNT;
        rows = thread_count() / columns;
        row = thread_index() / columns;
        column = thread_index() - row * columns;
        channel = slice * p.slice + column * COUNT;
        active = row < rows && channel < p.channels;
        group = channel / width;
        boundary = (group + 1) * width - channel;
        end = smallest(p.pixels, (chunk + 1) * p.chunk);
    }
};

template <typename T> DEVICE float pivot_of(const GroupNormParameters& p, int sample, int group)
{
    return to_float(((const T*)p.pivots)[(long long)sample * p.pivot_pitch + group * (p.channels / p.groups)]);
}

// Adds a piece's distances from its groups' pivots, and their squares.
template <int COUNT> DEVICE void add_piece(const Words4& piece, int boundary, float lower, float upper, float (&sums)[COUNT], float (&squares)[COUNT])
{
    float values[COUNT];
    spread_piece(piece, values);
#pragma unroll
    for (int j = 0; j < COUNT; j++)
    {
        float distance = values[j] - (j < boundary ? lower : upper);
        sums[j] += distance;
        squares[j] = fused(distance, distance, squares[j]);
    }
}

// Sums of a column: x and y of the group in which its pieces begin, z and w of the next.
template <int COUNT> DEVICE Floats4 sum_pieces(int boundary, const float (&sums)[COUNT], const float (&squares)[COUNT])
{
    Floats4 total = {0, 0, 0, 0};
#pragma unroll
    for (int j = 0; j < COUNT; j++)
    {
        bool first = j < boundary;
        total.x += first ? sums[j] : 0.0f;
        total.y += first ? squares[j] : 0.0f;
        total.z += first ? 0.0f : sums[j];
        total.w += first ? 0.0f : squares[j];
    }
    return total;
}

// A group's sums, by a warp, from those of all threads' columns.
template <typename T> DEVICE Floats2 sum_group(const Place<T>& place, const Floats4* columns, int group)
{
    constexpr int COUNT = Piece<T>::COUNT;
    int first = group * place.width / COUNT;
    int pieces = ((group + 1) * place.width - 1) / COUNT - first + 1;
    float sum = 0;
    float squares = 0;
    for (int i = thread_index() % 32; i < pieces * place.rows; i += 32)
    {
        int row = i / pieces;
        int column = first + i - row * pieces;
        Floats4 part = columns[row * place.columns + column];
        bool begins = column * COUNT / place.width == group;
        sum += begins ? part.x : part.z;
        squares += begins ? part.y : part.w;
    }
    return {warp_sum(sum), warp_sum(squares)};
}

// Of scales and shifts of channels, what they are multiplied by and what is added: group counts in the slice.
template <int COUNT> DEVICE void apply_statistics(const Statistics* statistics, int group, int boundary, float (&factors)[COUNT], float (&shifts)[COUNT])
{
    Statistics lower = statistics[group];
    Statistics upper = statistics[boundary < COUNT ? group + 1 : group];
#pragma unroll
    for (int j = 0; j < COUNT; j++)
    {
        bool first = j < boundary;
        factors[j] *= first ? lower.factor : upper.factor;
        shifts[j] = fused(first ? -lower.mean : -upper.mean, factors[j], shifts[j]);
    }
}

template <int ACTIVATION> DEVICE float activate_known(float x, int activation) { return activate(x, ACTIVATION < 0 ? activation : ACTIVATION); }

template <int ACTIVATION, int COUNT>
DEVICE void apply_piece(void* to, const Words4& piece, const float (&factors)[COUNT], const float (&shifts)[COUNT], int activation)
{
    float values[COUNT];
    spread_piece(piece, values);
#pragma unroll
    for (int j = 0; j < COUNT; j++)
    {
        values[j] = activate_known<ACTIVATION>(fused(values[j], factors[j], shifts[j]), activation);
    }
    store_piece(to, values);
}
