#include "pieces.cuh"

// Merging of tokens, Bolya and Hoffman 2023, arXiv:2303.17604, as Easel.Tensors.Backends.Device says it.

// The bits of a warp's lanes that say yes.
DEVICE word ballot(bool value) { return __nvvm_vote_ballot_sync(~0u, value); }
DEVICE int count_bits(word value) { return __builtin_popcount(value); }
DEVICE int smallest(int a, int b) { return a < b ? a : b; }

struct MergeParameters
{
    const void* x; // [batch, tokens, channels]; the rows to spread, [batch, count, channels]
    const int* rows; // [batch, tokens]
    const void* residual; // [batch, tokens, channels]
    void* y; // [batch, count, channels]; spread, [batch, tokens, channels]
    int batch;
    int tokens;
    int count;
    int channels;
    int wide; // Whether channels lie in whole pieces of sixteen bytes.
};

// The mean of a row's tokens, in their order, over COUNT channels of each lane.
template <typename T, int COUNT> DEVICE void merge(const MergeParameters& p, int sample, int row, int channel)
{
    const int* rows = p.rows + (long long)sample * p.tokens;
    const T* x = (const T*)p.x + (long long)sample * p.tokens * p.channels + channel;
    bool active = channel < p.channels;
    float sums[COUNT] = {};
    int members = 0;
    for (int first = 0; first < p.tokens; first += 32)
    {
        int token = first + thread_index() % 32;
        word found = ballot(token < p.tokens && rows[smallest(token, p.tokens - 1)] == row);
        members += count_bits(found);
        while (found)
        {
            int next = first + count_bits((found & (0 - found)) - 1);
            found &= found - 1;
            if (!active)
            {
                continue;
            }

            float values[COUNT];
            if constexpr (COUNT == 1)
            {
                values[0] = to_float(x[(long long)next * p.channels]);
            }
            else
            {
                spread_piece(load_piece(x + (long long)next * p.channels), values);
            }
#pragma unroll
            for (int i = 0; i < COUNT; i++)
            {
                sums[i] += values[i];
            }
        }
    }

    if (!active)
    {
        return;
    }

    float divisor = members > 1 ? (float)members : 1.0f;
    T* y = (T*)p.y + ((long long)sample * p.count + row) * p.channels + channel;
#pragma unroll
    for (int i = 0; i < COUNT; i++)
    {
        sums[i] /= divisor;
    }
    if constexpr (COUNT == 1)
    {
        store_float(y, sums[0]);
    }
    else
    {
        store_piece(y, sums);
    }
}

// A warp per row and stretch of channels. Grid: rows / warps, stretches, batch.
template <typename T> DEVICE void merge_rows(const MergeParameters& p)
{
    int row = block_x() * (thread_count() / 32) + thread_index() / 32;
    if (row >= p.count)
    {
        return;
    }

    int place = block_y() * 32 + thread_index() % 32;
    if (p.wide)
    {
        merge<T, Piece<T>::COUNT>(p, block_z(), row, place * Piece<T>::COUNT);
    }
    else
    {
        merge<T, 1>(p, block_z(), row, place);
    }
}

// y = x[row of the token] + residual. A warp per token. Grid: tokens / warps, 1, batch.
template <typename T> DEVICE void spread_rows(const MergeParameters& p)
{
    constexpr int COUNT = Piece<T>::COUNT;
    int token = block_x() * (thread_count() / 32) + thread_index() / 32;
    if (token >= p.tokens)
    {
        return;
    }

    long long place = (long long)block_z() * p.tokens + token;
    const T* x = (const T*)p.x + ((long long)block_z() * p.count + p.rows[place]) * p.channels;
    const T* residual = (const T*)p.residual + place * p.channels;
    T* y = (T*)p.y + place * p.channels;
    int lane = thread_index() % 32;
    if (p.wide)
    {
        for (int i = lane * COUNT; i < p.channels; i += 32 * COUNT)
        {
            float values[COUNT], added[COUNT];
            spread_piece(load_piece(x + i), values);
            spread_piece(load_piece(residual + i), added);
#pragma unroll
            for (int j = 0; j < COUNT; j++)
            {
                values[j] += added[j];
            }
            store_piece(y + i, values);
        }
    }
    else
    {
        for (int i = lane; i < p.channels; i += 32)
        {
            store_float(y + i, to_float(x[i]) + to_float(residual[i]));
        }
    }
}

extern "C" __global__ void merge_tokens_half(const MergeParameters p) { merge_rows<half>(p); }
extern "C" __global__ void merge_tokens_float(const MergeParameters p) { merge_rows<float>(p); }
extern "C" __global__ void spread_tokens_half(const MergeParameters p) { spread_rows<half>(p); }
extern "C" __global__ void spread_tokens_float(const MergeParameters p) { spread_rows<float>(p); }

// --- matching: directions, the nearest destination of each token, ranks by nearness, numbers of what stays ---

struct MatchParameters
{
    const void* x; // [batch, tokens, channels]
    float* directions; // [batch, tokens, channels]
    word64* keys; // [batch, tokens]: the smaller, the nearer; all ones of destinations.
    int* targets; // [batch, tokens]: the token to be merged into; -1 of those that stay.
    int* rows; // [batch, tokens]
    int height;
    int width;
    int channels;
    int merged; // Tokens that go.
};

constexpr word64 NEVER = ~0ull;

// The token that is a patch's destination.
DEVICE int destination_of(const MatchParameters& p, int patch)
{
    int columns = (p.width + 1) / 2;
    int row = patch / columns;
    int column = patch - row * columns;
    int place = (column + 2 * row) % 4;
    return smallest(2 * row + place / 2, p.height - 1) * p.width + smallest(2 * column + place % 2, p.width - 1);
}

DEVICE bool is_destination(const MatchParameters& p, int token)
{
    int columns = (p.width + 1) / 2;
    return destination_of(p, token / p.width / 2 * columns + token % p.width / 2) == token;
}

// x / |x|, zeros where x is zero. A warp per token. Grid: tokens / warps, 1, batch.
template <typename T> DEVICE void direct(const MatchParameters& p)
{
    int tokens = p.height * p.width;
    int token = block_x() * (thread_count() / 32) + thread_index() / 32;
    if (token >= tokens)
    {
        return;
    }

    long long start = ((long long)block_z() * tokens + token) * p.channels;
    const T* x = (const T*)p.x + start;
    float squares = 0;
    for (int i = thread_index() % 32; i < p.channels; i += 32)
    {
        float value = to_float(x[i]);
        squares = fused(value, value, squares);
    }

    squares = warp_sum(squares);
    float scale = squares > 0.0f ? 1.0f / square_root(squares) : 0.0f;
    for (int i = thread_index() % 32; i < p.channels; i += 32)
    {
        p.directions[start + i] = to_float(x[i]) * scale;
    }
}

extern "C" __global__ void token_directions_half(const MatchParameters p) { direct<half>(p); }
extern "C" __global__ void token_directions_float(const MatchParameters p) { direct<float>(p); }

constexpr int TILE = 64; // Tokens, and patches, of a block at a time.
constexpr int DEPTH = 16; // Channels at a time.
constexpr int PITCH = TILE + 4; // Keeps the columns of a tile on different banks, and fours together.

// A number that is the smaller the greater a float is.
DEVICE word descending(float value)
{
    word bits = __builtin_bit_cast(word, value);
    return bits & 0x80000000u ? bits : ~bits & 0x7fffffffu;
}

// The greatest cosine of each token with a destination, each sum one chain. 256 threads, 4x4 cosines each. Grid: tokens / TILE, 1, batch.
extern "C" __global__ void __launch_bounds__(256) token_nearest(const MatchParameters p)
{
    __shared__ float left[DEPTH * PITCH];
    __shared__ float right[DEPTH * PITCH];
    int tokens = p.height * p.width;
    int patches = (p.height + 1) / 2 * ((p.width + 1) / 2);
    int first = block_x() * TILE;
    const float* directions = p.directions + (long long)block_z() * tokens * p.channels;
    int row = thread_index() / 16 * 4;
    int column = thread_index() % 16 * 4;

    // What a thread brings: of token and patch thread / 4, the channels 4 (thread % 4) and the next three.
    int brought = thread_index() / 4;
    int depth = thread_index() % 4 * 4;
    const float* token = directions + (long long)smallest(first + brought, tokens - 1) * p.channels;
    float greatest[4] = {-2, -2, -2, -2};
    int nearest[4] = {};
    for (int patch = 0; patch < patches; patch += TILE)
    {
        const float* destination = directions + (long long)destination_of(p, smallest(patch + brought, patches - 1)) * p.channels;
        float cosines[4][4] = {};
        for (int channel = 0; channel < p.channels; channel += DEPTH)
        {
            barrier();
#pragma unroll
            for (int i = 0; i < 4; i++)
            {
                bool there = channel + depth + i < p.channels;
                left[(depth + i) * PITCH + brought] = there ? token[channel + depth + i] : 0.0f;
                right[(depth + i) * PITCH + brought] = there ? destination[channel + depth + i] : 0.0f;
            }
            barrier();
#pragma unroll
            for (int k = 0; k < DEPTH; k++)
            {
                float a[4], b[4];
                load_floats(left + k * PITCH + row, a);
                load_floats(right + k * PITCH + column, b);
#pragma unroll
                for (int i = 0; i < 4; i++)
                {
#pragma unroll
                    for (int j = 0; j < 4; j++)
                    {
                        cosines[i][j] = fused(a[i], b[j], cosines[i][j]);
                    }
                }
            }
        }

#pragma unroll
        for (int i = 0; i < 4; i++)
        {
#pragma unroll
            for (int j = 0; j < 4; j++)
            {
                if (patch + column + j < patches && cosines[i][j] > greatest[i])
                {
                    greatest[i] = cosines[i][j];
                    nearest[i] = patch + column + j;
                }
            }
        }
    }

#pragma unroll
    for (int i = 0; i < 4; i++)
    {
#pragma unroll
        for (int mask = 8; mask > 0; mask >>= 1)
        {
            float other = shuffle_xor(greatest[i], mask);
            int place = shuffle_xor(nearest[i], mask);
            bool better = other > greatest[i] || (other == greatest[i] && place < nearest[i]);
            greatest[i] = better ? other : greatest[i];
            nearest[i] = better ? place : nearest[i];
        }

        int own = first + row + i;
        if (column == 0 && own < tokens)
        {
            long long place = (long long)block_z() * tokens + own;
            p.keys[place] = is_destination(p, own) ? NEVER : (word64)descending(greatest[i]) << 32 | (word)own;
            p.targets[place] = destination_of(p, nearest[i]);
        }
    }
}

// Lets the tokens with the smallest keys go, and others stay. 256 threads. Grid: tokens / 256, 1, batch.
extern "C" __global__ void __launch_bounds__(256) token_ranks(const MatchParameters p)
{
    __shared__ word64 tile[256];
    int tokens = p.height * p.width;
    int token = block_x() * 256 + thread_index();
    const word64* keys = p.keys + (long long)block_z() * tokens;
    word64 own = keys[smallest(token, tokens - 1)];
    int rank = 0;
    for (int first = 0; first < tokens; first += 256)
    {
        barrier();
        tile[thread_index()] = first + thread_index() < tokens ? keys[first + thread_index()] : NEVER;
        barrier();
#pragma unroll 8
        for (int i = 0; i < 256; i++)
        {
            rank += tile[i] < own ? 1 : 0;
        }
    }

    if (token < tokens && (own == NEVER || rank >= p.merged))
    {
        p.targets[(long long)block_z() * tokens + token] = -1;
    }
}

// Numbers the tokens that stay, in order, and gives the others their destination's number. 1024 threads. Grid: 1, 1, batch.
extern "C" __global__ void __launch_bounds__(1024) token_rows(const MatchParameters p)
{
    __shared__ int warps[32];
    int tokens = p.height * p.width;
    const int* targets = p.targets + (long long)block_z() * tokens;
    int* rows = p.rows + (long long)block_z() * tokens;
    int lane = thread_index() % 32;
    int before = 0;
    for (int first = 0; first < tokens; first += 1024)
    {
        int token = first + thread_index();
        bool stays = token < tokens && targets[smallest(token, tokens - 1)] < 0;
        word staying = ballot(stays);
        barrier();
        if (lane == 0)
        {
            warps[thread_index() / 32] = count_bits(staying);
        }
        barrier();
        int row = before + count_bits(staying & ((1u << lane) - 1));
        for (int i = 0; i < 32; i++)
        {
            row += i < thread_index() / 32 ? warps[i] : 0;
            before += warps[i];
        }
        if (stays)
        {
            rows[token] = row;
        }
    }

    barrier();
    for (int token = thread_index(); token < tokens; token += 1024)
    {
        if (targets[token] >= 0)
        {
            rows[token] = rows[targets[token]];
        }
    }
}
