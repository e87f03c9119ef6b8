// softmax(q k^T / sqrt(d)) v for heads up to 160 wide, a multiple of 8: FlashAttention-2, Dao 2023, arXiv:2307.08691.
// A warp owns 16 or 32 queries. Scores and sums stay in registers; the powers of a tile's scores become, as they lie, the left matrix of the second product.
// The next tile's scores are summed into the registers whose powers have just been taken, so that both products run beside the exponentials.
#include "attention.cuh"

static constexpr int TILE_KEYS = 64;

// d += a b with 8 terms: a 16x8 by rows, b 8x8 by columns.
DEVICE void multiply_add8(float (&d)[4], const word (&a)[2], word b)
{
    asm("mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5}, {%6}, {%0, %1, %2, %3};"
        : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
        : "r"(a[0]), "r"(a[1]), "r"(b));
}

// d = a b + c
DEVICE void multiply_add(float (&d)[4], const word (&a)[4], word b0, word b1, const float (&c)[4])
{
    asm("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%10, %11, %12, %13};"
        : "=f"(d[0]), "=f"(d[1]), "=f"(d[2]), "=f"(d[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1), "f"(c[0]), "f"(c[1]), "f"(c[2]), "f"(c[3]));
}

// What a warp holds. WIDTH: the head's, rounded up to a multiple of 8; BANDS: of 16 queries; WARPS: of the block, all with the same keys.
template <int WIDTH, int BANDS, int WARPS> struct FlashAttention
{
    static constexpr int THREADS = 32 * WARPS;
    static constexpr int PIECES = WIDTH / 8; // of 16 bytes
    static constexpr int PITCH = PIECES | 1; // odd: eight rows' pieces lie in eight different quarters of the banks
    static constexpr int STEPS = WIDTH / 16;
    static constexpr bool HAS_TAIL = WIDTH % 16 != 0;
    static constexpr int KEY_BLOCKS = TILE_KEYS / 8;
    static constexpr int TILE_BYTES = TILE_KEYS * PITCH * 16;
    static constexpr int QUERIES = 16 * BANDS * WARPS;

    float scores[BANDS][KEY_BLOCKS][4];
    float sums[BANDS][PIECES][4];
    word queries[BANDS][STEPS > 0 ? STEPS : 1][4];
    word queries_tail[BANDS][2];
    float base[BANDS][4]; // what scores begin with: the score from which powers are counted, negative; for each of an accumulator's places
    float total[BANDS][2];
    int first_query; // of this warp
    word key_lane;   // where this lane's addresses for ldmatrix lie within 16 keys
    word value_lane;
    word tail_lane;  // of the last eight columns, keys and values alike

    // Two neighbouring halves of a query, scaled; zeros beyond the last.
    MEMBER word load_pair(const AttentionParameters& p, const half* head, int query, int column)
    {
        bool valid = query < p.tokens && column < p.width;
        word pair = valid ? *(const word*)(head + (long long)query * p.query_pitch + column) : 0;
        return pack_halves(low_half(pair) * p.scale, high_half(pair) * p.scale);
    }

    MEMBER void begin(const AttentionParameters& p, const half* head)
    {
        int lane = thread_index() & 31;
        first_query = block_x() * QUERIES + (thread_index() >> 5) * 16 * BANDS;
        key_lane = (((lane & 7) + (lane >> 4) * 8) * PITCH + ((lane >> 3) & 1)) * 16;
        tail_lane = (((lane & 7) + ((lane >> 3) & 1) * 8) * PITCH + 2 * STEPS) * 16;
        value_lane = (((lane & 7) + ((lane >> 3) & 1) * 8) * PITCH + (lane >> 4)) * 16;
#pragma unroll
        for (int band = 0; band < BANDS; band++)
        {
            int row = first_query + band * 16 + (lane >> 2);
            int column = 2 * (lane & 3);
#pragma unroll
            for (int step = 0; step < STEPS; step++)
            {
                queries[band][step][0] = load_pair(p, head, row, step * 16 + column);
                queries[band][step][1] = load_pair(p, head, row + 8, step * 16 + column);
                queries[band][step][2] = load_pair(p, head, row, step * 16 + 8 + column);
                queries[band][step][3] = load_pair(p, head, row + 8, step * 16 + 8 + column);
            }
            if (HAS_TAIL)
            {
                queries_tail[band][0] = load_pair(p, head, row, STEPS * 16 + column);
                queries_tail[band][1] = load_pair(p, head, row + 8, STEPS * 16 + column);
            }
#pragma unroll
            for (int half_band = 0; half_band < 2; half_band++)
            {
                base[band][2 * half_band] = base[band][2 * half_band + 1] = 0;
                total[band][half_band] = 0;
            }
#pragma unroll
            for (int piece = 0; piece < PIECES; piece++)
            {
                clear(sums[band][piece]);
            }
        }
    }

    MEMBER void clear(float (&d)[4]) { d[0] = d[1] = d[2] = d[3] = 0; }

    // Begins to copy a tile of keys or values; zeros in place of rows and columns that do not exist.
    MEMBER void copy_tile(word shared, const half* head, int first, const AttentionParameters& p)
    {
        const half* rows = head + (long long)first * p.key_pitch;
        int count = p.others - first;
        if (count >= TILE_KEYS && p.width == WIDTH)
        {
            copy_tile<true>(shared, rows, count, p.key_pitch, p.width);
        }
        else
        {
            copy_tile<false>(shared, rows, count, p.key_pitch, p.width);
        }
    }

    template <bool WHOLE> MEMBER void copy_tile(word shared, const half* rows, int count, int pitch, int width)
    {
        constexpr int COPIES = TILE_KEYS * PIECES;
        if (PIECES % 2 != 0) // neighbouring lanes take neighbouring pieces, since rows do not begin where the card's sectors of 32 bytes do
        {
#pragma unroll
            for (int i = 0; i < (COPIES + THREADS - 1) / THREADS; i++)
            {
                int index = i * THREADS + thread_index();
                int row = index / PIECES;
                int piece = index - row * PIECES;
                if (COPIES % THREADS == 0 || index < COPIES)
                {
                    copy_piece<WHOLE>(shared + (row * PITCH + piece) * 16, rows, row * pitch + piece * 8, row < count && piece * 8 < width);
                }
            }
            return;
        }
        constexpr int LANES = PIECES % 4 == 0 ? 4 : 2; // of a row
        int row = thread_index() / LANES;
        int piece = thread_index() % LANES;
        word to = opaque(shared + (row * PITCH + piece) * 16);
        int from = (int)opaque(row * pitch + piece * 8);
#pragma unroll
        for (int below = 0; below < TILE_KEYS; below += THREADS / LANES)
        {
#pragma unroll
            for (int right = 0; right < PIECES; right += LANES)
            {
                copy_piece<WHOLE>(to + (below * PITCH + right) * 16, rows, from + below * pitch + right * 8, row + below < count && (piece + right) * 8 < width);
            }
        }
    }

    template <bool WHOLE> MEMBER void copy_piece(word shared, const half* rows, int element, bool valid)
    {
        if (WHOLE)
        {
            copy16(shared, rows + element, true);
        }
        else
        {
            copy16(shared, rows + (valid ? element : 0), valid);
        }
    }

    // Scores of 16 keys, blocks 2 pair and 2 pair + 1 of the tile, less what powers are counted from.
    MEMBER void score(word tile, int pair)
    {
        word address = opaque(tile + key_lane);
#pragma unroll
        for (int step = 0; step < STEPS; step++)
        {
            word keys[4];
            load_matrices(keys, address + (pair * 16 * PITCH + step * 2) * 16);
#pragma unroll
            for (int band = 0; band < BANDS; band++)
            {
                multiply_add(scores[band][2 * pair], queries[band][step], keys[0], keys[1], step == 0 ? base[band] : scores[band][2 * pair]);
                multiply_add(scores[band][2 * pair + 1], queries[band][step], keys[2], keys[3], step == 0 ? base[band] : scores[band][2 * pair + 1]);
            }
        }
        if (HAS_TAIL)
        {
            word keys[2];
            load_matrices(keys, tile + tail_lane + pair * 16 * PITCH * 16);
#pragma unroll
            for (int band = 0; band < BANDS; band++)
            {
                multiply_add8(scores[band][2 * pair], queries_tail[band], keys[0]);
                multiply_add8(scores[band][2 * pair + 1], queries_tail[band], keys[1]);
            }
        }
    }

    // Hides keys that do not exist or come after the query.
    MEMBER void mask(const AttentionParameters& p, int first_key)
    {
        int lane = thread_index() & 31;
#pragma unroll
        for (int band = 0; band < BANDS; band++)
        {
#pragma unroll
            for (int half_band = 0; half_band < 2; half_band++)
            {
                int seen = keys_seen(p, first_query + band * 16 + half_band * 8 + (lane >> 2)) - first_key - 2 * (lane & 3);
#pragma unroll
                for (int block = 0; block < KEY_BLOCKS; block++)
                {
                    float* pair = &scores[band][block][2 * half_band];
                    pair[0] = block * 8 < seen ? pair[0] : minus_infinity();
                    pair[1] = block * 8 + 1 < seen ? pair[1] : minus_infinity();
                }
            }
        }
    }

    // Where the tile's scores have grown too high, powers are counted from them from now on, and what was summed before gets smaller.
    MEMBER void raise_top(bool first)
    {
        float high = minus_infinity();
#pragma unroll
        for (int band = 0; band < BANDS; band++)
        {
#pragma unroll
            for (int block = 0; block < KEY_BLOCKS; block++)
            {
                const float(&four)[4] = scores[band][block];
                high = highest(high, highest(highest(four[0], four[1]), highest(four[2], four[3])));
            }
        }
        if (!any_lane(first || high > HEADROOM))
        {
            return;
        }
#pragma unroll
        for (int band = 0; band < BANDS; band++)
        {
#pragma unroll
            for (int half_band = 0; half_band < 2; half_band++)
            {
                float rise = first ? minus_infinity() : 0;
#pragma unroll
                for (int block = 0; block < KEY_BLOCKS; block++)
                {
                    rise = highest(rise, highest(scores[band][block][2 * half_band], scores[band][block][2 * half_band + 1]));
                }
                rise = highest(rise, shuffle_xor(rise, 1));
                rise = highest(rise, shuffle_xor(rise, 2));
                base[band][2 * half_band] -= rise;
                base[band][2 * half_band + 1] -= rise;
#pragma unroll
                for (int block = 0; block < KEY_BLOCKS; block++)
                {
                    scores[band][block][2 * half_band] -= rise;
                    scores[band][block][2 * half_band + 1] -= rise;
                }

                float factor = first ? 1.0f : exp2_fast(-rise); // of zeros, what may be infinite
                total[band][half_band] *= factor;
#pragma unroll
                for (int piece = 0; piece < PIECES; piece++)
                {
                    sums[band][piece][2 * half_band] *= factor;
                    sums[band][piece][2 * half_band + 1] *= factor;
                }
            }
        }
    }

    // 2^score of 16 keys, as the left matrix of a product.
    MEMBER void take_powers(word (&powers)[BANDS][4], int pair)
    {
#pragma unroll
        for (int band = 0; band < BANDS; band++)
        {
#pragma unroll
            for (int part = 0; part < 4; part++) // as multiply_add wants them: rows, rows + 8, and the same of the second eight keys
            {
                int half_band = part & 1;
                const float(&block)[4] = scores[band][2 * pair + (part >> 1)];
                float first = exp2_fast(block[2 * half_band]);
                float second = exp2_fast(block[2 * half_band + 1]);
                total[band][half_band] += first + second;
                powers[band][part] = pack_halves(first, second);
            }
        }
    }

    // sums += powers times the values of 16 keys
    MEMBER void add_values(const word (&powers)[BANDS][4], word tile, int pair)
    {
        word address = tile + value_lane + pair * 16 * PITCH * 16;
#pragma unroll
        for (int piece = 0; piece + 1 < PIECES; piece += 2)
        {
            word values[4];
            load_transposed(values, address + piece * 16);
#pragma unroll
            for (int band = 0; band < BANDS; band++)
            {
                multiply_add(sums[band][piece], powers[band], values[0], values[1]);
                multiply_add(sums[band][piece + 1], powers[band], values[2], values[3]);
            }
        }
        if (HAS_TAIL)
        {
            word values[2];
            load_transposed(values, tile + tail_lane + pair * 16 * PITCH * 16);
#pragma unroll
            for (int band = 0; band < BANDS; band++)
            {
                multiply_add(sums[band][PIECES - 1], powers[band], values[0], values[1]);
            }
        }
    }

    // One tile: powers and sums, 16 keys after 16; MORE: with the scores of the next tile on the way.
    template <bool MORE> MEMBER void take_tile(const AttentionParameters& p, int first_key, word values, word next_keys)
    {
        if (first_key + TILE_KEYS > keys_seen(p, first_query))
        {
            mask(p, first_key);
        }
        raise_top(first_key == 0);
#pragma unroll
        for (int pair = 0; pair < KEY_BLOCKS / 2; pair++)
        {
            // Spares a short last tile most of its work. Elsewhere it never holds, but makes the assembler order each 16 keys' instructions by themselves: without
            // it, all exponentials come before all products, and registers do not suffice.
            if (first_key + pair * 16 >= p.others)
            {
                break;
            }
            word powers[BANDS][4];
            take_powers(powers, pair);
            if (MORE)
            {
                score(next_keys, pair);
            }
            add_values(powers, values, pair);
        }
    }

    MEMBER void store(const AttentionParameters& p, half* head)
    {
        int lane = thread_index() & 31;
        int pitch = p.heads * p.width;
#pragma unroll
        for (int band = 0; band < BANDS; band++)
        {
#pragma unroll
            for (int half_band = 0; half_band < 2; half_band++)
            {
                float sum = total[band][half_band];
                sum += shuffle_xor(sum, 1);
                sum += shuffle_xor(sum, 2);
                float factor = reciprocal(sum);
                int query = first_query + band * 16 + half_band * 8 + (lane >> 2);
                half* row = head + (long long)query * pitch + 2 * (lane & 3);
#pragma unroll
                for (int piece = 0; piece < PIECES; piece++)
                {
                    if (query < p.tokens && piece * 8 < p.width)
                    {
                        *(word*)(row + piece * 8) = pack_halves(sums[band][piece][2 * half_band] * factor, sums[band][piece][2 * half_band + 1] * factor);
                    }
                }
            }
        }
    }
};

// A block: QUERIES queries of a head. Two tiles of keys, then two of values, in shared memory.
template <int WIDTH, int BANDS, int WARPS> DEVICE void attend(const AttentionParameters& p)
{
    typedef FlashAttention<WIDTH, BANDS, WARPS> Flash;
    Flash flash;
    long long sample = block_z();
    int column = block_y() * p.width;
    const half* keys = (const half*)p.keys + sample * p.others * p.key_pitch + column;
    const half* values = (const half*)p.values + sample * p.others * p.key_pitch + column;
    word key_tiles = shared_address(shared_memory);
    word value_tiles = key_tiles + 2 * Flash::TILE_BYTES;
    int seen = keys_seen(p, smaller((block_x() + 1) * Flash::QUERIES, p.tokens) - 1);
    int tiles = (seen + TILE_KEYS - 1) / TILE_KEYS;

    flash.copy_tile(key_tiles, keys, 0, p);
    commit_copies();
    flash.copy_tile(value_tiles, values, 0, p);
    if (tiles > 1)
    {
        flash.copy_tile(key_tiles + Flash::TILE_BYTES, keys, TILE_KEYS, p);
    }
    commit_copies();
    flash.begin(p, (const half*)p.queries + sample * p.tokens * p.query_pitch + column);
    wait_copies<1>();
    barrier();
#pragma unroll
    for (int pair = 0; pair < Flash::KEY_BLOCKS / 2; pair++)
    {
        flash.score(key_tiles, pair);
    }

    // The tile whose powers are taken, and the other one of each two.
    word here = 0;
    word there = Flash::TILE_BYTES;
    int first = 0;
    for (; first + TILE_KEYS < tiles * TILE_KEYS; first += TILE_KEYS)
    {
        wait_copies<0>();
        barrier();
        flash.copy_tile(value_tiles + there, values, first + TILE_KEYS, p);
        if (first + 2 * TILE_KEYS < tiles * TILE_KEYS)
        {
            flash.copy_tile(key_tiles + here, keys, first + 2 * TILE_KEYS, p);
        }
        commit_copies();
        flash.template take_tile<true>(p, first, value_tiles + here, key_tiles + there);
        word swap = here;
        here = there;
        there = swap;
    }
    wait_copies<0>();
    barrier();
    flash.template take_tile<false>(p, first, value_tiles + here, 0);
    flash.store(p, (half*)p.result + sample * p.tokens * p.heads * p.width + column);
}

#define ATTENTION(width, queries, bands, warps, blocks)                                                                        \
    extern "C" __global__ void __launch_bounds__(32 * warps, blocks) attention_##width##_##queries(const AttentionParameters p) \
    {                                                                                                                          \
        static_assert(queries == 16 * bands * warps, "a warp owns bands of 16 queries");                                      \
        attend<width, bands, warps>(p);                                                                                        \
    }

ATTENTION(40, 128, 2, 4, 2)
ATTENTION(40, 64, 1, 4, 3)
ATTENTION(64, 128, 2, 4, 2)
ATTENTION(64, 64, 1, 4, 3)
ATTENTION(80, 128, 2, 4, 2)
ATTENTION(80, 64, 1, 4, 3)
ATTENTION(160, 64, 1, 4, 2)
ATTENTION(160, 32, 1, 2, 2)
