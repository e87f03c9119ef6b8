// softmax(q k^T / sqrt(d)) v with float32 fused multiply-adds, for heads of any width: of floats, and of halves where the matrix kernels do not fit.
// 256 threads share 64 queries and a slice of the result's columns; a thread owns 4 queries, and of a tile 4 keys, then 4 columns of each 64.
#include "attention.cuh"

typedef float FloatVector __attribute__((ext_vector_type(4)));

static constexpr int THREADS = 256;
static constexpr int TILE = 64;    // queries, and keys
static constexpr int DEPTH = 32;   // columns of queries and keys, then rows of values, at a time
static constexpr int PITCH = TILE + 4;
static constexpr int POWERS_AT = 2 * DEPTH * PITCH; // floats; values lie where queries and keys did
static_assert(DEPTH * 128 <= POWERS_AT, "a piece of values must fit");

DEVICE void multiply_add(float (&sums)[4][4], const Floats4& rows, const Floats4& columns)
{
    const float a[4] = { rows.x, rows.y, rows.z, rows.w };
    const float b[4] = { columns.x, columns.y, columns.z, columns.w };
#pragma unroll
    for (int i = 0; i < 4; i++)
    {
#pragma unroll
        for (int j = 0; j < 4; j++)
        {
            sums[i][j] = fused(a[i], b[j], sums[i][j]);
        }
    }
}

// DEPTH columns of 64 rows, turned: [DEPTH][PITCH]. Zeros in place of what does not exist.
template <typename T> DEVICE void load_turned(float* to, const T* rows, int count, int pitch, int columns)
{
    int thread = (int)opaque(thread_index());
    pitch = (int)opaque(pitch); // multiples of it would be kept in registers, which do not suffice
    int column = thread % DEPTH;
    const T* from = rows + (long long)(thread / DEPTH) * pitch + column;
#pragma unroll
    for (int i = 0; i < TILE * DEPTH / THREADS; i++)
    {
        int row = thread / DEPTH + i * (THREADS / DEPTH);
        to[column * PITCH + row] = row < count && column < columns ? to_float(*from) : 0.0f;
        from += THREADS / DEPTH * pitch;
    }
}

// DEPTH rows of COLUMNS columns as they are.
template <typename T, int COLUMNS> DEVICE void load_rows(float* to, const T* rows, int count, int pitch, int columns)
{
    int thread = (int)opaque(thread_index());
    pitch = (int)opaque(pitch);
    int column = thread % COLUMNS;
    const T* from = rows + (long long)(thread / COLUMNS) * pitch + column;
#pragma unroll
    for (int i = 0; i < DEPTH * COLUMNS / THREADS; i++)
    {
        int row = thread / COLUMNS + i * (THREADS / COLUMNS);
        to[row * COLUMNS + column] = row < count && column < columns ? to_float(*from) : 0.0f;
        from += THREADS / COLUMNS * pitch;
    }
}

// COLUMNS of the result, from the block's slice on.
template <typename T, int COLUMNS> DEVICE void attend(const AttentionParameters& p)
{
    constexpr int GROUPS = COLUMNS / TILE;
    float* queries = (float*)shared_memory;
    float* keys = queries + DEPTH * PITCH;
    float* values = queries;
    float* powers = queries + POWERS_AT;
    int slices = (p.width + COLUMNS - 1) / COLUMNS;
    int slice = block_y() % slices * COLUMNS;
    int column = block_y() / slices * p.width;
    long long sample = block_z();
    int first_query = block_x() * TILE;
    const T* query_rows = (const T*)p.queries + (sample * p.tokens + first_query) * p.query_pitch + column;
    const T* key_rows = (const T*)p.keys + sample * p.others * p.key_pitch + column;
    const T* value_rows = (const T*)p.values + sample * p.others * p.key_pitch + column + slice;
    int columns = smaller(COLUMNS, p.width - slice);
    int row = thread_index() / 16 * 4;
    int place = thread_index() % 16 * 4; // of keys, and of columns

    float sums[GROUPS][4][4] = {};
    float top[4] = { minus_infinity(), minus_infinity(), minus_infinity(), minus_infinity() };
    float total[4] = {};
    int seen = keys_seen(p, smaller(first_query + TILE, p.tokens) - 1);
#pragma unroll 1
    for (int first = 0; first < seen; first += TILE)
    {
        float scores[4][4] = {};
#pragma unroll 1
        for (int from = 0; from < p.width; from += DEPTH)
        {
            barrier();
            load_turned(queries, query_rows + from, p.tokens - first_query, p.query_pitch, p.width - from);
            load_turned(keys, key_rows + (long long)first * p.key_pitch + from, p.others - first, p.key_pitch, p.width - from);
            barrier();
            int depth = smaller(DEPTH, p.width - from);
#pragma unroll 8
            for (int k = 0; k < depth; k++)
            {
                multiply_add(scores, *(const Floats4*)(queries + k * PITCH + row), *(const Floats4*)(keys + k * PITCH + place));
            }
        }

#pragma unroll
        for (int i = 0; i < 4; i++)
        {
            int limit = keys_seen(p, first_query + row + i) - first - place;
            float high = top[i];
#pragma unroll
            for (int j = 0; j < 4; j++)
            {
                scores[i][j] = j < limit ? scores[i][j] : minus_infinity();
                high = highest(high, scores[i][j]);
            }
#pragma unroll
            for (int mask = 1; mask < 16; mask <<= 1)
            {
                high = highest(high, shuffle_xor(high, mask));
            }
            float factor = exp2_fast((top[i] - high) * p.scale);
            top[i] = high;
            total[i] *= factor;
#pragma unroll
            for (int j = 0; j < 4; j++)
            {
                scores[i][j] = exp2_fast((scores[i][j] - high) * p.scale);
                total[i] += scores[i][j];
            }
#pragma unroll
            for (int group = 0; group < GROUPS; group++)
            {
#pragma unroll
                for (int j = 0; j < 4; j++)
                {
                    sums[group][i][j] *= factor;
                }
            }
        }
#pragma unroll
        for (int j = 0; j < 4; j++)
        {
            *(FloatVector*)(powers + (place + j) * PITCH + row) = (FloatVector){ scores[0][j], scores[1][j], scores[2][j], scores[3][j] };
        }

#pragma unroll 1
        for (int from = 0; from < TILE; from += DEPTH)
        {
            barrier();
            load_rows<T, COLUMNS>(values, value_rows + (long long)(first + from) * p.key_pitch, p.others - first - from, p.key_pitch, columns);
            barrier();
#pragma unroll 4
            for (int key = 0; key < DEPTH; key++)
            {
                Floats4 rows = *(const Floats4*)(powers + (from + key) * PITCH + row);
#pragma unroll
                for (int group = 0; group < GROUPS; group++)
                {
                    multiply_add(sums[group], rows, *(const Floats4*)(values + key * COLUMNS + group * TILE + place));
                }
            }
        }
    }

#pragma unroll
    for (int i = 0; i < 4; i++)
    {
        float sum = total[i];
#pragma unroll
        for (int mask = 1; mask < 16; mask <<= 1)
        {
            sum += shuffle_xor(sum, mask);
        }
        int query = first_query + row + i;
        T* to = (T*)p.result + (sample * p.tokens + query) * (p.heads * p.width) + column + slice;
#pragma unroll
        for (int group = 0; group < GROUPS; group++)
        {
#pragma unroll
            for (int j = 0; j < 4; j++)
            {
                int at = group * TILE + place + j;
                if (query < p.tokens && at < columns)
                {
                    store_float(to + at, sums[group][i][j] / sum);
                }
            }
        }
    }
}

extern "C" __global__ void __launch_bounds__(THREADS, 2) attention_float_64(const AttentionParameters p) { attend<float, 64>(p); }
extern "C" __global__ void __launch_bounds__(THREADS, 2) attention_float_128(const AttentionParameters p) { attend<float, 128>(p); }
extern "C" __global__ void __launch_bounds__(THREADS, 2) attention_half_64(const AttentionParameters p) { attend<half, 64>(p); }
extern "C" __global__ void __launch_bounds__(THREADS, 2) attention_half_128(const AttentionParameters p) { attend<half, 128>(p); }
