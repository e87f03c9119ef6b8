#include "easel.cuh"

struct WidenParameters
{
    const void* x; // [rows, columns] floats
    void* y;       // [rows, to_columns] halves
    long long rows;
    int columns;
    int to_columns;
};

// Halves of floats, in rows that are filled up with zeros.
extern "C" __global__ void widen_to_half(const WidenParameters p)
{
    long long count = p.rows * p.to_columns;
    for (long long i = (long long)block_x() * thread_count() + thread_index(); i < count; i += (long long)blocks_x() * thread_count())
    {
        long long row = i / p.to_columns;
        int column = (int)(i - row * p.to_columns);
        ((half*)p.y)[i] = column < p.columns ? to_half(((const float*)p.x)[row * p.columns + column]) : (half)0;
    }
}

// --- movements of whole pieces, of any type: 16, 4 or 2 bytes, as sizes and addresses allow ---

typedef word Sixteen __attribute__((ext_vector_type(4)));

struct UpsampleParameters
{
    const void* x; // [batch, height, width, pieces]
    void* y; // [batch, to_height, to_width, pieces]
    int batch;
    int height;
    int width;
    int to_height;
    int to_width;
    int pieces;
};

// The nearest pixel, at floor(i * in / out). Grid: pieces of a row, rows.
template <typename P> DEVICE void upsample(const UpsampleParameters& p)
{
    long long rows = (long long)p.batch * p.to_height;
    long long row_pieces = (long long)p.to_width * p.pieces;
    for (long long row = block_y(); row < rows; row += blocks_y())
    {
        long long sample = row / p.to_height;
        long long from_row = sample * p.height + (row - sample * p.to_height) * p.height / p.to_height;
        const P* from = (const P*)p.x + from_row * p.width * p.pieces;
        P* to = (P*)p.y + row * row_pieces;
        for (long long i = (long long)block_x() * thread_count() + thread_index(); i < row_pieces; i += (long long)blocks_x() * thread_count())
        {
            long long column = i / p.pieces;
            to[i] = from[column * p.width / p.to_width * p.pieces + i - column * p.pieces];
        }
    }
}

extern "C" __global__ void upsample_16(const UpsampleParameters p) { upsample<Sixteen>(p); }
extern "C" __global__ void upsample_4(const UpsampleParameters p) { upsample<word>(p); }
extern "C" __global__ void upsample_2(const UpsampleParameters p) { upsample<half>(p); }

struct ConcatenateParameters
{
    const void* x; // [rows, x_pieces]
    const void* y; // [rows, y_pieces]
    void* z; // [rows, x_pieces + y_pieces]
    long long rows;
    int x_pieces;
    int y_pieces;
};

template <typename P> DEVICE void concatenate(const ConcatenateParameters& p)
{
    int width = p.x_pieces + p.y_pieces;
    long long count = p.rows * width;
    for (long long i = (long long)block_x() * thread_count() + thread_index(); i < count; i += (long long)blocks_x() * thread_count())
    {
        long long row = i / width;
        int column = (int)(i - row * width);
        ((P*)p.z)[i] = column < p.x_pieces ? ((const P*)p.x)[row * p.x_pieces + column] : ((const P*)p.y)[row * p.y_pieces + column - p.x_pieces];
    }
}

extern "C" __global__ void concatenate_16(const ConcatenateParameters p) { concatenate<Sixteen>(p); }
extern "C" __global__ void concatenate_4(const ConcatenateParameters p) { concatenate<word>(p); }
extern "C" __global__ void concatenate_2(const ConcatenateParameters p) { concatenate<half>(p); }
