// softmax(q k^T / sqrt(d)) v for heads up to 512 wide, a multiple of 8: the autoencoder's. Eight warps share a block's queries; each finds the scores of some
// queries and keys and gives their powers to all through shared memory, and each owns 64 columns of the result, for all queries, in registers.
#include "attention.cuh"

static constexpr int WARPS = 8;
static constexpr int PIECES = 64; // of 16 bytes in a row of 512 halves
static constexpr int PITCH = PIECES + 1;
static constexpr int COLUMNS = 64; // of a warp

// QUERIES and KEYS: of a block's tiles. ONE_BUFFER: keys and values take turns in one place, for cards with little shared memory; else each is copied while
// the other is at work.
template <int QUERIES, int KEYS, bool ONE_BUFFER> struct WideAttention
{
    static constexpr int BANDS = QUERIES / 16;
    static constexpr int KEY_GROUPS = WARPS / BANDS;         // warps that share 16 queries
    static constexpr int BLOCKS = KEYS / 8 / KEY_GROUPS;     // of 8 keys, of a warp's scores
    static constexpr int POWERS_PITCH = (KEYS / 8 | 1) * 16; // bytes
    static constexpr int TILE_BYTES = KEYS * PITCH * 16;
    static constexpr int KEYS_AT = QUERIES * PITCH * 16;
    static constexpr int VALUES_AT = ONE_BUFFER ? KEYS_AT : KEYS_AT + TILE_BYTES;
    static constexpr int POWERS_AT = VALUES_AT + TILE_BYTES;
    static constexpr int FLOATS_AT = POWERS_AT + QUERIES * POWERS_PITCH;
    static_assert(BLOCKS == 1 || BLOCKS == 2, "as the matrices of one load");

    float sums[BANDS][COLUMNS / 8][4];
    float scores[BLOCKS][4];
    float total[2];
    int first_query;
    int lane;
    int warp;
    int band;      // whose scores are this warp's
    int key_group;
    word shared;
    float* parts;   // [KEY_GROUPS][QUERIES] the highest score of each group's keys
    float* tops;    // [2][QUERIES] what powers are counted from: before and after a tile, in turns
    float* factors; // [QUERIES] what a tile makes of earlier sums

    MEMBER void begin(int first)
    {
        lane = thread_index() & 31;
        warp = thread_index() >> 5;
        band = warp % BANDS;
        key_group = warp / BANDS;
        shared = shared_address(shared_memory);
        parts = (float*)(shared_memory + FLOATS_AT);
        tops = parts + KEY_GROUPS * QUERIES;
        factors = tops + 2 * QUERIES;
        first_query = first;
        if (thread_index() < QUERIES)
        {
            tops[thread_index()] = minus_infinity();
        }
        total[0] = total[1] = 0;
#pragma unroll
        for (int i = 0; i < BANDS; i++)
        {
#pragma unroll
            for (int piece = 0; piece < COLUMNS / 8; piece++)
            {
                sums[i][piece][0] = sums[i][piece][1] = sums[i][piece][2] = sums[i][piece][3] = 0;
            }
        }
    }

    // Begins to copy rows of a head; zeros in place of rows and columns that do not exist.
    template <int ROWS> MEMBER void copy_rows(word to, const half* rows, int count, int pitch, int width)
    {
#pragma unroll
        for (int i = 0; i < ROWS / WARPS * (PIECES / 32); i++)
        {
            int row = warp + i / (PIECES / 32) * WARPS;
            int piece = lane + i % (PIECES / 32) * 32;
            bool valid = row < count && piece * 8 < width;
            copy16(to + (row * PITCH + piece) * 16, rows + (valid ? row * pitch + piece * 8 : 0), valid);
        }
    }

    // This warp's scores: 16 queries and 8 BLOCKS keys. Even and odd steps of 16 columns have sums of their own, since a sum must wait for the one before.
    MEMBER void score(int width)
    {
        float even[BLOCKS][4] = {};
        float odd[BLOCKS][4] = {};
        word queries = shared + ((band * 16 + (lane & 15)) * PITCH + (lane >> 4)) * 16;
        int key = key_group * 8 * BLOCKS + (lane & 7) + (BLOCKS == 2 ? lane >> 4 : 0) * 8;
        word keys = shared + KEYS_AT + (key * PITCH + (BLOCKS == 2 ? (lane >> 3) & 1 : lane >> 3)) * 16;
#pragma unroll 1
        for (int columns = 0; columns < width; columns += 128)
        {
#pragma unroll
            for (int step = 0; step < 4; step++)
            {
                word a[4];
                word b[4];
                load_matrices(a, queries + step * 64);
                load_matrices(b, keys + step * 64);
                multiply_add(even[0], a, b[0], b[1]);
                if (BLOCKS == 2)
                {
                    multiply_add(even[BLOCKS - 1], a, b[2], b[3]);
                    load_matrices(b, keys + step * 64 + 32);
                }
                load_matrices(a, queries + step * 64 + 32);
                multiply_add(odd[0], a, b[BLOCKS == 2 ? 0 : 2], b[BLOCKS == 2 ? 1 : 3]);
                if (BLOCKS == 2)
                {
                    multiply_add(odd[BLOCKS - 1], a, b[2], b[3]);
                }
            }
            queries += 256;
            keys += 256;
        }
#pragma unroll
        for (int block = 0; block < BLOCKS; block++)
        {
#pragma unroll
            for (int i = 0; i < 4; i++)
            {
                scores[block][i] = even[block][i] + odd[block][i];
            }
        }
    }

    MEMBER int row(int half_band) { return band * 16 + half_band * 8 + (lane >> 2); }

    // Hides keys that do not exist or come after the query, and tells the block the highest of the rest.
    MEMBER void tell_highest(const AttentionParameters& p, int first_key)
    {
#pragma unroll
        for (int half_band = 0; half_band < 2; half_band++)
        {
            int seen = keys_seen(p, first_query + row(half_band)) - first_key - key_group * 8 * BLOCKS - 2 * (lane & 3);
            float high = minus_infinity();
#pragma unroll
            for (int block = 0; block < BLOCKS; block++)
            {
                float* pair = &scores[block][2 * half_band];
                pair[0] = block * 8 < seen ? pair[0] : minus_infinity();
                pair[1] = block * 8 + 1 < seen ? pair[1] : minus_infinity();
                high = highest(high, highest(pair[0], pair[1]));
            }
            high = highest(high, shuffle_xor(high, 1));
            high = highest(high, shuffle_xor(high, 2));
            if ((lane & 3) == 0)
            {
                parts[key_group * QUERIES + row(half_band)] = high;
            }
        }
    }

    // Powers of this warp's scores, for all; and what the tile makes of earlier sums.
    MEMBER void tell_powers(float scale, int tile)
    {
#pragma unroll
        for (int half_band = 0; half_band < 2; half_band++)
        {
            int query = row(half_band);
            float before = tops[(tile & 1) * QUERIES + query];
            float high = before;
#pragma unroll
            for (int group = 0; group < KEY_GROUPS; group++)
            {
                high = highest(high, parts[group * QUERIES + query]);
            }
            bool rises = (high - before) * scale > HEADROOM;
            float top = rises ? high : before;
            float factor = rises ? exp2_fast((before - high) * scale) : 1.0f;
            total[half_band] *= factor;
            if (key_group == 0 && (lane & 3) == 0)
            {
                tops[(~tile & 1) * QUERIES + query] = top;
                factors[query] = factor;
            }
            half* powers = (half*)(shared_memory + POWERS_AT + query * POWERS_PITCH) + key_group * 8 * BLOCKS + 2 * (lane & 3);
#pragma unroll
            for (int block = 0; block < BLOCKS; block++)
            {
                float first = exp2_fast(fused(scores[block][2 * half_band], scale, -top * scale));
                float second = exp2_fast(fused(scores[block][2 * half_band + 1], scale, -top * scale));
                total[half_band] += first + second;
                *(word*)(powers + block * 8) = pack_halves(first, second);
            }
        }
    }

    // sums = sums * factors + powers * values, this warp's columns.
    MEMBER void add_values()
    {
        float scales[BANDS][2];
        bool changes = false;
#pragma unroll
        for (int i = 0; i < BANDS; i++)
        {
#pragma unroll
            for (int half_band = 0; half_band < 2; half_band++)
            {
                scales[i][half_band] = factors[i * 16 + half_band * 8 + (lane >> 2)];
                changes |= scales[i][half_band] != 1.0f;
            }
        }
        if (any_lane(changes))
        {
#pragma unroll
            for (int i = 0; i < BANDS; i++)
            {
#pragma unroll
                for (int piece = 0; piece < COLUMNS / 8; piece++)
                {
                    sums[i][piece][0] *= scales[i][0];
                    sums[i][piece][1] *= scales[i][0];
                    sums[i][piece][2] *= scales[i][1];
                    sums[i][piece][3] *= scales[i][1];
                }
            }
        }
        word values = shared + VALUES_AT + (((lane & 7) + ((lane >> 3) & 1) * 8) * PITCH + warp * (COLUMNS / 8) + (lane >> 4)) * 16;
        word powers = shared + POWERS_AT + (lane & 15) * POWERS_PITCH + (lane >> 4) * 16;
#pragma unroll
        for (int step = 0; step < KEYS / 16; step++)
        {
            word a[BANDS][4];
#pragma unroll
            for (int i = 0; i < BANDS; i++)
            {
                load_matrices(a[i], powers + i * 16 * POWERS_PITCH + step * 32);
            }
#pragma unroll
            for (int piece = 0; piece < COLUMNS / 8; piece += 2)
            {
                word b[4];
                load_transposed(b, values + (step * 16 * PITCH + piece) * 16);
#pragma unroll
                for (int i = 0; i < BANDS; i++)
                {
                    multiply_add(sums[i][piece], a[i], b[0], b[1]);
                    multiply_add(sums[i][piece + 1], a[i], b[2], b[3]);
                }
            }
        }
    }

    // The groups' totals of powers together, and the result.
    MEMBER void store(const AttentionParameters& p, half* head)
    {
        int pitch = p.heads * p.width;
#pragma unroll
        for (int half_band = 0; half_band < 2; half_band++)
        {
            float sum = total[half_band];
            sum += shuffle_xor(sum, 1);
            sum += shuffle_xor(sum, 2);
            if ((lane & 3) == 0)
            {
                parts[key_group * QUERIES + row(half_band)] = sum;
            }
        }
        barrier();
#pragma unroll
        for (int i = 0; i < BANDS; i++)
        {
#pragma unroll
            for (int half_band = 0; half_band < 2; half_band++)
            {
                int place = i * 16 + half_band * 8 + (lane >> 2);
                float sum = 0;
#pragma unroll
                for (int group = 0; group < KEY_GROUPS; group++)
                {
                    sum += parts[group * QUERIES + place];
                }
                float factor = reciprocal(sum);
                int query = first_query + place;
                half* to = head + (long long)query * pitch + 2 * (lane & 3);
#pragma unroll
                for (int piece = 0; piece < COLUMNS / 8; piece++)
                {
                    int column = warp * COLUMNS + piece * 8;
                    if (query < p.tokens && column < p.width)
                    {
                        *(word*)(to + column) = pack_halves(sums[i][piece][2 * half_band] * factor, sums[i][piece][2 * half_band + 1] * factor);
                    }
                }
            }
        }
    }

    MEMBER void run(const AttentionParameters& p)
    {
        int pitch = p.key_pitch;
        long long sample = block_z();
        int column = block_y() * p.width;
        const half* keys = (const half*)p.keys + sample * p.others * pitch + column;
        const half* values = (const half*)p.values + sample * p.others * pitch + column;
        begin(block_x() * QUERIES);
        int tiles = (keys_seen(p, smaller(first_query + QUERIES, p.tokens) - 1) + KEYS - 1) / KEYS;

        const half* queries = (const half*)p.queries + sample * p.tokens * p.query_pitch + column;
        copy_rows<QUERIES>(shared, queries + (long long)first_query * p.query_pitch, p.tokens - first_query, p.query_pitch, p.width);
        copy_rows<KEYS>(shared + KEYS_AT, keys, p.others, pitch, p.width);
        commit_copies();
#pragma unroll 1
        for (int tile = 0; tile < tiles; tile++)
        {
            int first = tile * KEYS;
            wait_copies<0>();
            barrier(); // the keys are there, and nobody needs the values before any more
            if (!ONE_BUFFER)
            {
                copy_rows<KEYS>(shared + VALUES_AT, values + (long long)first * pitch, p.others - first, pitch, p.width);
                commit_copies();
            }
            score(p.width);
            tell_highest(p, first);
            barrier(); // the highest scores are told, and nobody needs the keys any more
            if (ONE_BUFFER)
            {
                copy_rows<KEYS>(shared + VALUES_AT, values + (long long)first * pitch, p.others - first, pitch, p.width);
            }
            else if (tile + 1 < tiles)
            {
                copy_rows<KEYS>(shared + KEYS_AT, keys + (long long)(first + KEYS) * pitch, p.others - first - KEYS, pitch, p.width);
            }
            commit_copies();
            tell_powers(p.scale, tile);
            wait_copies<ONE_BUFFER ? 0 : 1>();
            barrier(); // powers and values are there
            add_values();
            if (ONE_BUFFER && tile + 1 < tiles)
            {
                barrier();
                copy_rows<KEYS>(shared + KEYS_AT, keys + (long long)(first + KEYS) * pitch, p.others - first - KEYS, pitch, p.width);
                commit_copies();
            }
        }
        wait_copies<0>();
        store(p, (half*)p.result + sample * p.tokens * p.heads * p.width + column);
    }
};

extern "C" __global__ void __launch_bounds__(32 * WARPS, 1) attention_512_64(const AttentionParameters p)
{
    WideAttention<64, 32, false> attention;
    attention.run(p);
}

extern "C" __global__ void __launch_bounds__(32 * WARPS, 1) attention_512_32(const AttentionParameters p)
{
    WideAttention<32, 32, true> attention;
    attention.run(p);
}
