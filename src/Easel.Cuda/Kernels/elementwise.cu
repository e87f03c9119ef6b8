#include "pieces.cuh"

// Functions of single elements. Pieces of sixteen bytes first; what is left of a count, or all where memory is not aligned so, one by one.

struct MapParameters
{
    const void* x;
    const void* y;
    void* z;
    long long pieces; // Of sixteen bytes of z.
    long long count;
    float a;
    float b;
    int activation;
};

DEVICE long long first_element() { return (long long)block_x() * thread_count() + thread_index(); }
DEVICE long long all_threads() { return (long long)blocks_x() * thread_count(); }

// z = formula(x)
template <typename T> DEVICE void map(const MapParameters& p)
{
    constexpr int COUNT = Piece<T>::COUNT;
    for (long long i = first_element(); i < p.pieces; i += all_threads())
    {
        float values[COUNT];
        spread_piece(load_piece((const T*)p.x + i * COUNT), values);
#pragma unroll
        for (int j = 0; j < COUNT; j++)
        {
            values[j] = activate(values[j], p.activation);
        }
        store_piece((T*)p.z + i * COUNT, values);
    }
    for (long long i = p.pieces * COUNT + first_element(); i < p.count; i += all_threads())
    {
        store_float((T*)p.z + i, activate(to_float(((const T*)p.x)[i]), p.activation));
    }
}

extern "C" __global__ void activate_half(const MapParameters p) { map<half>(p); }
extern "C" __global__ void activate_float(const MapParameters p) { map<float>(p); }

// z = a x + b y
extern "C" __global__ void combine(const MapParameters p)
{
    for (long long i = first_element(); i < p.count; i += all_threads())
    {
        ((float*)p.z)[i] = fused(p.a, ((const float*)p.x)[i], p.b * ((const float*)p.y)[i]);
    }
}

// z = x + a (y - x)
extern "C" __global__ void guide(const MapParameters p)
{
    for (long long i = first_element(); i < p.count; i += all_threads())
    {
        float x = ((const float*)p.x)[i];
        ((float*)p.z)[i] = fused(p.a, ((const float*)p.y)[i] - x, x);
    }
}

// z = 1 where an exponent of x is all ones; z is one word.
extern "C" __global__ void find_infinite_half(const MapParameters p)
{
    for (long long i = first_element(); i < p.count; i += all_threads())
    {
        if ((((const half*)p.x)[i] & 0x7c00) == 0x7c00)
        {
            *(word*)p.z = 1;
        }
    }
}

extern "C" __global__ void find_infinite_float(const MapParameters p)
{
    for (long long i = first_element(); i < p.count; i += all_threads())
    {
        if ((((const word*)p.x)[i] & 0x7f800000u) == 0x7f800000u)
        {
            *(word*)p.z = 1;
        }
    }
}

// z of halves = x of floats
extern "C" __global__ void convert_to_half(const MapParameters p)
{
    for (long long i = first_element(); i < p.pieces; i += all_threads())
    {
        float values[8];
        spread_piece(load_piece((const float*)p.x + i * 8), (float(&)[4])values[0]);
        spread_piece(load_piece((const float*)p.x + i * 8 + 4), (float(&)[4])values[4]);
        store_piece((half*)p.z + i * 8, values);
    }
    for (long long i = p.pieces * 8 + first_element(); i < p.count; i += all_threads())
    {
        ((half*)p.z)[i] = to_half(((const float*)p.x)[i]);
    }
}

// z of floats = x of halves
extern "C" __global__ void convert_to_float(const MapParameters p)
{
    for (long long i = first_element(); i < p.pieces; i += all_threads())
    {
        Words2 piece = ((const Words2*)p.x)[i];
        ((Floats4*)p.z)[i] = {low_half(piece.x), high_half(piece.x), low_half(piece.y), high_half(piece.y)};
    }
    for (long long i = p.pieces * 4 + first_element(); i < p.count; i += all_threads())
    {
        ((float*)p.z)[i] = to_float(((const half*)p.x)[i]);
    }
}

struct EmbedParameters
{
    const int* ids; // [batch, places]
    const float* tokens; // [vocabulary, width]
    const float* positions; // [places or more, width]
    void* y; // [batch, places, width]
    int places;
    int width;
};

// y = tokens[id] + positions[place]. Grid: batch * places.
template <typename T> DEVICE void embed(const EmbedParameters& p)
{
    const float* token = p.tokens + (long long)p.ids[block_x()] * p.width;
    const float* position = p.positions + (long long)(block_x() % p.places) * p.width;
    T* y = (T*)p.y + (long long)block_x() * p.width;
    for (int i = thread_index(); i < p.width; i += thread_count())
    {
        store_float(y + i, token[i] + position[i]);
    }
}

extern "C" __global__ void embed_half(const EmbedParameters p) { embed<half>(p); }
extern "C" __global__ void embed_float(const EmbedParameters p) { embed<float>(p); }
