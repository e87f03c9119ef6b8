// softmax(q k^T / sqrt(d)) v with Hopper's warpgroup products, for heads exactly as wide as the kernel says: after FlashAttention-3, Shah et al. 2024,
// arXiv:2407.08608. A warpgroup owns one or two bands of 64 queries. While the powers of one band are taken, the other's products are under way: what it sums of
// the values, and the scores of its next tile.
//
// Powers of 2 are what takes longest, so nearly all else is left to the products:
// - Keys are longer by the columns 64, 1, 0 ..., and queries by what powers are counted from, negative, in two halves: scores come out ready for exp2.
// - Values are longer by the columns 1, 0 ...: what is summed there is the sum of the powers.
// - Powers begin at 2^-ROOM. That one has reached 2 shows in a bit of the halves; only then highest scores are looked for, and what powers are counted from rises.
#include "attention.cuh"
#include "warpgroup_left.cuh"

static constexpr int TILE_KEYS = 64;
static constexpr int CHUNK_BYTES = TILE_KEYS * 128; // 64 columns of a tile
static constexpr float ROOM = 4;
static constexpr word TWO_OR_MORE = 0x40004000; // the highest bit of the exponents of two halves
static constexpr float BASE_UNIT = 64;
static constexpr word BASE_COLUMNS = 0x3c005400; // halves: 64, 1
static constexpr word SUM_COLUMNS = 0x00003c00;  // halves: 1, 0

// What a warp holds. BANDS: of 64 queries, 16 for each warp of a warpgroup; SLOTS: tiles of keys, and of values, in shared memory.
template <int WIDTH, int BANDS, int WARPGROUPS, int SLOTS> struct WarpgroupAttention
{
    static constexpr int THREADS = 128 * WARPGROUPS;
    static constexpr int QUERIES = 64 * BANDS * WARPGROUPS;
    static constexpr int PIECES = WIDTH / 8; // of 16 bytes
    static constexpr int STEPS = WIDTH / 16 + 1;
    static constexpr int LAST = STEPS - 1;
    static constexpr int BASE_PLACE = WIDTH % 16 / 8 * 2; // of what powers are counted from among the words of the last step
    static constexpr int COLUMNS = WIDTH + 8;             // of values
    static constexpr int CHUNKS = (COLUMNS + 63) / 64;
    static constexpr int TILE_BYTES = CHUNKS * CHUNK_BYTES;
    static constexpr int KEY_BLOCKS = TILE_KEYS / 8;

    const AttentionParameters& p;
    const half* keys; // of the head
    const half* values;
    word key_tiles;
    word value_tiles;
    int first_query; // of this warp's first band
    int tiles;
    float scores[BANDS][KEY_BLOCKS][4];
    float sums[BANDS][COLUMNS / 8][4];
    word queries[BANDS][STEPS][4];
    word powers[BANDS][TILE_KEYS / 16][4];
    float base[BANDS][2]; // the score from which powers are counted

    MEMBER WarpgroupAttention(const AttentionParameters& parameters) : p(parameters)
    {
        long long sample = block_z();
        int column = block_y() * WIDTH;
        int thread = thread_index();
        keys = (const half*)p.keys + sample * p.others * p.key_pitch + column;
        values = (const half*)p.values + sample * p.others * p.key_pitch + column;
        key_tiles = shared_address(shared_memory);
        value_tiles = key_tiles + SLOTS * TILE_BYTES;
        first_query = block_x() * QUERIES + (thread >> 7) * 64 * BANDS + ((thread >> 5) & 3) * 16;
        int seen = keys_seen(p, smaller((block_x() + 1) * QUERIES, p.tokens) - 1);
        tiles = (seen + TILE_KEYS - 1) / TILE_KEYS;
    }

    MEMBER word place(int row, int piece) { return (piece >> 3) * CHUNK_BYTES + row * 128 + ((piece ^ row) & 7) * 16; }

    // The columns that keys and values are longer by, in all slots: copies do not touch them.
    MEMBER void lengthen()
    {
        for (int row = thread_index(); row < SLOTS * TILE_KEYS; row += THREADS)
        {
            word tile = row / TILE_KEYS * TILE_BYTES;
            int within = row % TILE_KEYS;
            store_words(key_tiles + tile + place(within, PIECES), BASE_COLUMNS);
            store_words(value_tiles + tile + place(within, PIECES), SUM_COLUMNS);
            if (PIECES % 2 == 0)
            {
                store_words(key_tiles + tile + place(within, PIECES + 1), 0);
            }
        }
    }

    MEMBER void store_words(word address, word first) { asm volatile("st.shared.v4.u32 [%0], {%1, %2, %2, %2};" ::"r"(address), "r"(first), "r"(0) : "memory"); }

    // Begins to copy a tile; zeros in place of rows that do not exist.
    MEMBER void copy_tile(word tile, const half* head, int first)
    {
        const half* rows = head + (long long)first * p.key_pitch;
        if (first + TILE_KEYS <= p.others)
        {
            copy_rows<true>(tile, rows, TILE_KEYS);
        }
        else
        {
            copy_rows<false>(tile, rows, p.others - first);
        }
    }

    template <bool WHOLE> MEMBER void copy_rows(word tile, const half* rows, int count)
    {
        constexpr int COPIES = TILE_KEYS * PIECES;
#pragma unroll
        for (int i = 0; i < (COPIES + THREADS - 1) / THREADS; i++)
        {
            int index = i * THREADS + thread_index();
            int row = index / PIECES;
            int piece = index - row * PIECES;
            if (COPIES % THREADS == 0 || index < COPIES)
            {
                bool valid = WHOLE || row < count;
                copy16(tile + place(row, piece), rows + (valid ? row * p.key_pitch + piece * 8 : 0), valid);
            }
        }
    }

    // Begins to copy the values of a tile, and the keys of the next one.
    MEMBER void copy_group(int tile)
    {
        if (tile < tiles)
        {
            copy_tile(value_tiles + tile % SLOTS * TILE_BYTES, values, tile * TILE_KEYS);
        }
        if (tile + 1 < tiles)
        {
            copy_tile(key_tiles + (tile + 1) % SLOTS * TILE_BYTES, keys, (tile + 1) * TILE_KEYS);
        }
        commit_copies();
    }

    // Two neighbouring halves of a query, scaled.
    MEMBER word load_pair(const half* head, int query, int column)
    {
        if (query >= p.tokens || column >= WIDTH)
        {
            return 0;
        }
        word pair = *(const word*)(head + (long long)query * p.query_pitch + column);
        return pack_halves(low_half(pair) * p.scale, high_half(pair) * p.scale);
    }

    MEMBER void load_queries()
    {
        const half* head = (const half*)p.queries + (long long)block_z() * p.tokens * p.query_pitch + block_y() * WIDTH;
        int lane = thread_index() & 31;
#pragma unroll
        for (int band = 0; band < BANDS; band++)
        {
            int row = first_query + band * 64 + (lane >> 2);
#pragma unroll
            for (int step = 0; step < STEPS; step++)
            {
#pragma unroll
                for (int part = 0; part < 4; part++)
                {
                    queries[band][step][part] = load_pair(head, row + (part & 1) * 8, step * 16 + (part >> 1) * 8 + 2 * (lane & 3));
                }
            }
            base[band][0] = base[band][1] = 0;
            clear(scores[band]);
            clear(sums[band]);
        }
    }

    template <int WIDE> MEMBER void clear(float (&d)[WIDE][4])
    {
#pragma unroll
        for (int i = 0; i < WIDE; i++)
        {
            d[i][0] = d[i][1] = d[i][2] = d[i][3] = 0;
        }
    }

    // Begins a band's scores.
    MEMBER void score(int band, int tile)
    {
        word64 matrix = matrix_at(key_tiles + tile % SLOTS * TILE_BYTES);
        ProductByRows<TILE_KEYS>::template multiply<false>(scores[band], queries[band][0], matrix);
#pragma unroll
        for (int step = 1; step < STEPS; step++)
        {
            ProductByRows<TILE_KEYS>::template multiply<true>(scores[band], queries[band][step], matrix + step / 4 * (CHUNK_BYTES >> 4) + step % 4 * 2);
        }
    }

    // Begins to add a band's powers times the values.
    MEMBER void add_values(int band, int tile)
    {
        word64 matrix = matrix_across(value_tiles + tile % SLOTS * TILE_BYTES, CHUNK_BYTES);
#pragma unroll
        for (int step = 0; step < TILE_KEYS / 16; step++)
        {
            ProductAcross<COLUMNS>::template multiply<true>(sums[band], powers[band][step], matrix + step * (16 * 128 >> 4));
        }
    }

    // Hides keys that do not exist or come after the query.
    MEMBER void mask(int band, int first_key)
    {
        int lane = thread_index() & 31;
#pragma unroll
        for (int half_band = 0; half_band < 2; half_band++)
        {
            int seen = keys_seen(p, first_query + band * 64 + half_band * 8 + (lane >> 2)) - first_key - 2 * (lane & 3);
#pragma unroll
            for (int block = 0; block < KEY_BLOCKS; block++)
            {
                float* pair = &scores[band][block][2 * half_band];
                pair[0] = block * 8 < seen ? pair[0] : minus_infinity();
                pair[1] = block * 8 + 1 < seen ? pair[1] : minus_infinity();
            }
        }
    }

    // 2^score, as the left matrices of products. Returns the bits of them all.
    MEMBER word take_powers(int band)
    {
        word bits = 0;
#pragma unroll
        for (int step = 0; step < TILE_KEYS / 16; step++)
        {
#pragma unroll
            for (int part = 0; part < 4; part++) // rows, rows + 8, and the same of the second eight keys
            {
                const float* pair = &scores[band][2 * step + (part >> 1)][2 * (part & 1)];
                powers[band][step][part] = pack_halves(exp2_fast(pair[0]), exp2_fast(pair[1]));
                bits |= powers[band][step][part];
            }
        }
        return bits;
    }

    // Powers are counted from what leaves room from now on, and what was summed before gets smaller.
    MEMBER void raise_base(int band, bool first)
    {
#pragma unroll
        for (int half_band = 0; half_band < 2; half_band++)
        {
            float high = minus_infinity();
#pragma unroll
            for (int block = 0; block < KEY_BLOCKS; block++)
            {
                high = highest(high, highest(scores[band][block][2 * half_band], scores[band][block][2 * half_band + 1]));
            }
            high = highest(high, shuffle_xor(high, 1));
            high = highest(high, shuffle_xor(high, 2)) + ROOM;

            float before = base[band][half_band];
            float wanted = first ? high : before + highest(high, 0);
            half units = to_half(wanted * (1 / BASE_UNIT));
            half rest = to_half(wanted - to_float(units) * BASE_UNIT);
            float after = to_float(units) * BASE_UNIT + to_float(rest);
            base[band][half_band] = after;
            word negative = ((word)rest << 16 | units) ^ 0x80008000;
            queries[band][LAST][BASE_PLACE + half_band] = (thread_index() & 3) == 0 ? negative : 0;

            float rise = after - before;
            float factor = first ? 1.0f : exp2_fast(-rise); // of zeros, what may be infinite
#pragma unroll
            for (int block = 0; block < KEY_BLOCKS; block++)
            {
                scores[band][block][2 * half_band] -= rise;
                scores[band][block][2 * half_band + 1] -= rise;
            }
#pragma unroll
            for (int piece = 0; piece < COLUMNS / 8; piece++)
            {
                sums[band][piece][2 * half_band] *= factor;
                sums[band][piece][2 * half_band + 1] *= factor;
            }
        }
    }

    // Powers of a band's scores, which are there.
    MEMBER void weigh(int band, int tile)
    {
        if ((tile + 1) * TILE_KEYS > keys_seen(p, first_query + band * 64))
        {
            mask(band, tile * TILE_KEYS);
        }
        word bits = take_powers(band);
        if (any_lane(tile == 0 || (bits & TWO_OR_MORE) != 0))
        {
            raise_base(band, tile == 0);
            take_powers(band);
        }
    }

    // Begins to use the powers of a tile; MORE: and the scores of the next.
    template <bool MORE> MEMBER void multiply(int band, int tile)
    {
        hold(queries[band]);
        hold(powers[band]);
        hold(scores[band]);
        hold(sums[band]);
        warpgroup_arrive();
        add_values(band, tile);
        if (MORE)
        {
            score(band, tile + 1);
        }
        warpgroup_commit();
    }

    MEMBER void finish(int band)
    {
        warpgroup_wait<0>();
        hold(scores[band]);
        hold(sums[band]);
    }

    // From the first band's powers of a tile to those of the next tile. MORE: there is one.
    template <bool MORE> MEMBER void take_tile(int tile)
    {
        multiply<MORE>(0, tile);
        if (BANDS == 2)
        {
            weigh(1, tile);
            finish(0);
            multiply<MORE>(BANDS - 1, tile);
        }
        if (MORE)
        {
            // Products under way read these values and the next keys; what is older, all warps have left.
            wait_copies<SLOTS - 3>();
            publish_to_products();
            barrier();
            copy_group(tile + SLOTS - 1);
        }
        if (BANDS == 1)
        {
            finish(0);
        }
        if (MORE)
        {
            weigh(0, tile + 1);
        }
        if (BANDS == 2)
        {
            finish(1);
        }
    }

    MEMBER void store(int band)
    {
        int lane = thread_index() & 31;
        int pitch = p.heads * WIDTH;
        half* head = (half*)p.result + (long long)block_z() * p.tokens * pitch + block_y() * WIDTH;
#pragma unroll
        for (int half_band = 0; half_band < 2; half_band++)
        {
            float sum = sums[band][PIECES][2 * half_band]; // the first lane's of four; the others' are zeros
            sum += shuffle_xor(sum, 1);
            sum += shuffle_xor(sum, 2);
            float factor = reciprocal(sum);
            int query = first_query + band * 64 + half_band * 8 + (lane >> 2);
            half* row = head + (long long)query * pitch + 2 * (lane & 3);
            if (query < p.tokens)
            {
#pragma unroll
                for (int piece = 0; piece < PIECES; piece++)
                {
                    *(word*)(row + piece * 8) = pack_halves(sums[band][piece][2 * half_band] * factor, sums[band][piece][2 * half_band + 1] * factor);
                }
            }
        }
    }

    MEMBER void attend()
    {
        copy_tile(key_tiles, keys, 0);
#pragma unroll
        for (int tile = 0; tile < SLOTS - 1; tile++)
        {
            copy_group(tile);
        }
        lengthen();
        load_queries();
        wait_copies<SLOTS - 2>();
        publish_to_products();
        barrier();
#pragma unroll
        for (int band = 0; band < BANDS; band++)
        {
            hold(queries[band]);
            hold(scores[band]);
            hold(sums[band]);
        }
        warpgroup_arrive();
#pragma unroll
        for (int band = 0; band < BANDS; band++)
        {
            score(band, 0);
        }
        warpgroup_commit();
#pragma unroll
        for (int band = 0; band < BANDS; band++)
        {
            finish(band);
        }
        weigh(0, 0);

        int tile = 0;
        for (; tile + 1 < tiles; tile++)
        {
            take_tile<true>(tile);
        }
        take_tile<false>(tile);
        wait_copies<0>();
#pragma unroll
        for (int band = 0; band < BANDS; band++)
        {
            store(band);
        }
    }
};

#define ATTENTION(width, queries, bands, warpgroups, slots, blocks)                                                                          \
    extern "C" __global__ void __launch_bounds__(128 * warpgroups, blocks) attention_90a_##width##_##queries(const AttentionParameters p)     \
    {                                                                                                                                         \
        static_assert(queries == 64 * bands * warpgroups, "a warpgroup owns bands of 64 queries");                                           \
        WarpgroupAttention<width, bands, warpgroups, slots>(p).attend();                                                                      \
    }

ATTENTION(40, 256, 2, 2, 4, 1)
ATTENTION(64, 256, 2, 2, 4, 1)
ATTENTION(80, 128, 1, 2, 4, 1)
ATTENTION(160, 64, 1, 1, 3, 1)
