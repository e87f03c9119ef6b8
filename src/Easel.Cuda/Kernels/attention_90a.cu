// softmax(q k^T / sqrt(d)) v with Hopper's warpgroup products, for heads exactly as wide as the kernel says: after FlashAttention-3, Shah et al. 2024,
// arXiv:2407.08608. A warpgroup owns 64 queries. Some of a block take powers while others wait for products: what they sum of the values, and the scores of their
// next tile. One warpgroup more copies tiles, so that the others need not meet.
//
// Powers of 2 are what takes longest, so nearly all else is left to the products:
// - Keys are longer by the columns 64, 1, 0 ..., and queries by what powers are counted from, negative, in two halves: scores come out ready for exp2.
// - Values are longer by the columns 1, 0 ...: what is summed there is the sum of the powers.
// - Whether powers grow too high is asked of them, as halves two at a time, not of scores; only then the highest score is looked for, and what powers are counted
//   from rises to it.
#include "attention.cuh"
#include "warpgroup_left.cuh"

static constexpr int TILE_KEYS = 64;
static constexpr int CHUNK_BYTES = TILE_KEYS * 128; // 64 columns of a tile
static constexpr int COPIERS = 128;                 // threads
static constexpr word HIGHEST_BIT = 0x40004000;     // of the exponents of two halves
static constexpr float BASE_UNIT = 64;              // so scores may be as high as 64 * 65504
static constexpr word BASE_COLUMNS = 0x3c005400;    // halves: 64, 1
static constexpr word SUM_COLUMNS = 0x00003c00;     // halves: 1, 0

// Of each of two halves, the higher one.
DEVICE word highest_halves(word a, word b)
{
    word result;
    asm("max.f16x2 %0, %1, %2;" : "=r"(result) : "r"(a), "r"(b));
    return result;
}

// Comes to one of the block's barriers and waits for the others, so many threads in all.
DEVICE void meet(int barrier, int threads) { asm volatile("bar.sync %0, %1;" ::"r"(barrier), "r"(threads) : "memory"); }

// Comes to it and goes on.
DEVICE void pass(int barrier, int threads) { asm volatile("bar.arrive %0, %1;" ::"r"(barrier), "r"(threads) : "memory"); }

// What a warp holds, of 16 queries. Shared memory holds SLOTS times the keys of a tile and the values of the tile before:
// what is needed together once the powers of that one are taken.
template <int WIDTH, int WARPGROUPS> struct WarpgroupAttention
{
    static constexpr int SLOTS = WARPGROUPS > 2 ? 2 : 3; // a block has sixteen barriers
    static constexpr int WORKERS = 128 * WARPGROUPS;
    static constexpr int THREADS = WORKERS + COPIERS;
    static constexpr int AT_BARRIER = 128 + COPIERS; // a warpgroup, and the one that copies
    static constexpr int QUERIES = 64 * WARPGROUPS;
    static constexpr int PIECES = WIDTH / 8; // of 16 bytes
    static constexpr int STEPS = WIDTH / 16 + 1;
    static constexpr int LAST = STEPS - 1;
    static constexpr int BASE_PLACE = WIDTH % 16 / 8 * 2; // of what powers are counted from among the words of the last step
    static constexpr int COLUMNS = WIDTH + 8;             // of values
    static constexpr int CHUNKS = (COLUMNS + 63) / 64;
    static constexpr int TILE_BYTES = CHUNKS * CHUNK_BYTES;
    static constexpr int SLOT_BYTES = 2 * TILE_BYTES; // keys, then values
    static constexpr int KEY_BLOCKS = TILE_KEYS / 8;
    static constexpr int START = 1 + 2 * SLOTS * WARPGROUPS; // a barrier, after those of slots
    static_assert(START < 16, "a block has sixteen barriers");

    const AttentionParameters& p;
    const half* keys; // of the head
    const half* values;
    word slots;
    int group;       // the warpgroup
    int first_query; // of this warp
    int tiles;
    float scores[KEY_BLOCKS][4];
    float sums[COLUMNS / 8][4];
    word queries[STEPS][4];
    word powers[TILE_KEYS / 16][4];
    float base[2]; // the score from which powers are counted

    MEMBER WarpgroupAttention(const AttentionParameters& parameters) : p(parameters)
    {
        long long sample = block_z();
        int column = block_y() * WIDTH;
        int thread = thread_index();
        keys = (const half*)p.keys + sample * p.others * p.key_pitch + column;
        values = (const half*)p.values + sample * p.others * p.key_pitch + column;
        slots = shared_address(shared_memory);
        group = thread >> 7;
        first_query = block_x() * QUERIES + group * 64 + ((thread >> 5) & 3) * 16;
        int seen = keys_seen(p, smaller((block_x() + 1) * QUERIES, p.tokens) - 1);
        tiles = (seen + TILE_KEYS - 1) / TILE_KEYS;
    }

    MEMBER word place(int row, int piece) { return (piece >> 3) * CHUNK_BYTES + row * 128 + ((piece ^ row) & 7) * 16; }

    // The columns that keys and values are longer by, in all slots: copies do not touch them.
    MEMBER void lengthen()
    {
        for (int row = thread_index(); row < SLOTS * TILE_KEYS; row += THREADS)
        {
            word tile = slots + row / TILE_KEYS * SLOT_BYTES;
            int within = row % TILE_KEYS;
            store_words(tile + place(within, PIECES), BASE_COLUMNS);
            store_words(tile + TILE_BYTES + place(within, PIECES), SUM_COLUMNS);
            if (PIECES % 2 == 0)
            {
                store_words(tile + place(within, PIECES + 1), 0);
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
        for (int i = 0; i < (COPIES + COPIERS - 1) / COPIERS; i++)
        {
            int index = i * COPIERS + (thread_index() & (COPIERS - 1));
            int row = index / PIECES;
            int piece = index % PIECES;
            if (COPIES % COPIERS == 0 || index < COPIES)
            {
                bool valid = WHOLE || row < count;
                copy16(tile + place(row, piece), rows + (valid ? row * p.key_pitch + piece * 8 : 0), valid);
            }
        }
    }

    // Barriers of a slot: where a warpgroup waits until it is full, and where those that copy wait until the warpgroup has left it.
    MEMBER int full(int slot, int warpgroup) { return 1 + slot * WARPGROUPS + warpgroup; }
    MEMBER int left(int slot, int warpgroup) { return 1 + (SLOTS + slot) * WARPGROUPS + warpgroup; }

    MEMBER int after(int slot) { return slot + 1 == SLOTS ? 0 : slot + 1; }

    // Copies all tiles, each before the one before it is said to be there.
    MEMBER void copy_all()
    {
        int slot = 0, before = 0;
        for (int tile = 0; tile <= tiles; tile++)
        {
            word to = slots + slot * SLOT_BYTES;
            if (tile >= SLOTS)
            {
#pragma unroll
                for (int i = 0; i < WARPGROUPS; i++)
                {
                    meet(left(slot, i), AT_BARRIER);
                }
            }
            if (tile < tiles)
            {
                copy_tile(to, keys, tile * TILE_KEYS);
            }
            if (tile > 0)
            {
                copy_tile(to + TILE_BYTES, values, (tile - 1) * TILE_KEYS);
            }
            commit_copies();
            if (tile > 0)
            {
                wait_copies<1>();
                announce(before);
            }
            before = slot;
            slot = after(slot);
        }
        wait_copies<0>();
        announce(before);
    }

    MEMBER void announce(int slot)
    {
        publish_to_products();
#pragma unroll
        for (int i = 0; i < WARPGROUPS; i++)
        {
            pass(full(slot, i), AT_BARRIER);
        }
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
        int row = first_query + (lane >> 2);
#pragma unroll
        for (int step = 0; step < STEPS; step++)
        {
#pragma unroll
            for (int part = 0; part < 4; part++)
            {
                queries[step][part] = load_pair(head, row + (part & 1) * 8, step * 16 + (part >> 1) * 8 + 2 * (lane & 3));
            }
        }
        base[0] = base[1] = 0;
        clear(scores);
        clear(sums);
    }

    template <int WIDE> MEMBER void clear(float (&d)[WIDE][4])
    {
#pragma unroll
        for (int i = 0; i < WIDE; i++)
        {
            d[i][0] = d[i][1] = d[i][2] = d[i][3] = 0;
        }
    }

    // Begins scores.
    MEMBER void score(int slot)
    {
        word64 matrix = matrix_at(slots + slot * SLOT_BYTES);
        ProductByRows<TILE_KEYS>::template multiply<false>(scores, queries[0], matrix);
#pragma unroll
        for (int step = 1; step < STEPS; step++)
        {
            ProductByRows<TILE_KEYS>::template multiply<true>(scores, queries[step], matrix + step / 4 * (CHUNK_BYTES >> 4) + step % 4 * 2);
        }
    }

    // Begins to add powers times the values.
    MEMBER void add_values(int slot)
    {
        word64 matrix = matrix_across(slots + slot * SLOT_BYTES + TILE_BYTES, CHUNK_BYTES);
#pragma unroll
        for (int step = 0; step < TILE_KEYS / 16; step++)
        {
            ProductAcross<COLUMNS>::template multiply<true>(sums, powers[step], matrix + step * (16 * 128 >> 4));
        }
    }

    // Hides keys that do not exist or come after the query.
    MEMBER void mask(int first_key)
    {
        int lane = thread_index() & 31;
#pragma unroll
        for (int half_band = 0; half_band < 2; half_band++)
        {
            int seen = keys_seen(p, first_query + half_band * 8 + (lane >> 2)) - first_key - 2 * (lane & 3);
#pragma unroll
            for (int block = 0; block < KEY_BLOCKS; block++)
            {
                float* pair = &scores[block][2 * half_band];
                pair[0] = block * 8 < seen ? pair[0] : minus_infinity();
                pair[1] = block * 8 + 1 < seen ? pair[1] : minus_infinity();
            }
        }
    }

    // 2^score, as the left matrices of products. Returns whether one has reached 2^9: halves have room for that, and after the first tiles it is rare.
    MEMBER bool take_powers()
    {
        word high = 0;
#pragma unroll
        for (int step = 0; step < TILE_KEYS / 16; step++)
        {
#pragma unroll
            for (int part = 0; part < 4; part++) // rows, rows + 8, and the same of the second eight keys
            {
                const float* pair = &scores[2 * step + (part >> 1)][2 * (part & 1)];
                powers[step][part] = pack_halves(exp2_fast(pair[0]), exp2_fast(pair[1]));
                high = highest_halves(high, powers[step][part]);
            }
        }
        return (high & (high << 1) & HIGHEST_BIT) != 0; // both upper bits of an exponent
    }

    // Powers are counted from the highest score from now on, and what was summed before gets smaller.
    MEMBER void raise_base(bool first)
    {
#pragma unroll
        for (int half_band = 0; half_band < 2; half_band++)
        {
            float high = minus_infinity();
#pragma unroll
            for (int block = 0; block < KEY_BLOCKS; block++)
            {
                high = highest(high, highest(scores[block][2 * half_band], scores[block][2 * half_band + 1]));
            }
            high = highest(high, shuffle_xor(high, 1));
            high = highest(high, shuffle_xor(high, 2));

            float before = base[half_band];
            float wanted = first ? high : before + highest(high, 0);
            half units = to_half(wanted * (1 / BASE_UNIT));
            half rest = to_half(wanted - to_float(units) * BASE_UNIT);
            float after = to_float(units) * BASE_UNIT + to_float(rest);
            base[half_band] = after;
            word negative = ((word)rest << 16 | units) ^ 0x80008000;
            queries[LAST][BASE_PLACE + half_band] = (thread_index() & 3) == 0 ? negative : 0;

            float rise = after - before;
            float factor = first ? 1.0f : exp2_fast(-rise); // of zeros, what may be infinite
#pragma unroll
            for (int block = 0; block < KEY_BLOCKS; block++)
            {
                scores[block][2 * half_band] -= rise;
                scores[block][2 * half_band + 1] -= rise;
            }
#pragma unroll
            for (int piece = 0; piece < COLUMNS / 8; piece++)
            {
                sums[piece][2 * half_band] *= factor;
                sums[piece][2 * half_band + 1] *= factor;
            }
        }
    }

    // Powers of the scores, which are there.
    MEMBER void weigh(int tile)
    {
        if ((tile + 1) * TILE_KEYS > keys_seen(p, first_query))
        {
            mask(tile * TILE_KEYS);
        }
        bool grows = take_powers();
        if (any_lane(tile == 0 || grows))
        {
            raise_base(tile == 0);
            take_powers();
        }
    }

    // Begins to use the powers; MORE: and the scores of the next tile.
    template <bool MORE> MEMBER void multiply(int slot)
    {
        hold(queries);
        hold(powers);
        hold(scores);
        hold(sums);
        warpgroup_arrive();
        add_values(slot);
        if (MORE)
        {
            score(slot);
        }
        warpgroup_commit();
    }

    MEMBER void finish()
    {
        warpgroup_wait<0>();
        hold(scores);
        hold(sums);
    }

    // From the powers of a tile to those of the next. MORE: there is one.
    template <bool MORE> MEMBER void take_tile(int tile, int slot)
    {
        meet(full(slot, group), AT_BARRIER);
        multiply<MORE>(slot);
        finish();
        leave(tile + 1, slot);
        if (MORE)
        {
            weigh(tile + 1);
        }
    }

    // Nothing reads the slot any more; who copies waits for that if it is to be filled again.
    MEMBER void leave(int tile, int slot)
    {
        if (tile + SLOTS <= tiles)
        {
            pass(left(slot, group), AT_BARRIER);
        }
    }

    MEMBER void store()
    {
        int lane = thread_index() & 31;
        int pitch = p.heads * WIDTH;
        half* head = (half*)p.result + (long long)block_z() * p.tokens * pitch + block_y() * WIDTH;
#pragma unroll
        for (int half_band = 0; half_band < 2; half_band++)
        {
            float sum = sums[PIECES][2 * half_band]; // the first lane's of four; the others' are zeros
            sum += shuffle_xor(sum, 1);
            sum += shuffle_xor(sum, 2);
            float factor = reciprocal(sum);
            int query = first_query + half_band * 8 + (lane >> 2);
            half* row = head + (long long)query * pitch + 2 * (lane & 3);
            if (query < p.tokens)
            {
#pragma unroll
                for (int piece = 0; piece < PIECES; piece++)
                {
                    *(word*)(row + piece * 8) = pack_halves(sums[piece][2 * half_band] * factor, sums[piece][2 * half_band + 1] * factor);
                }
            }
        }
    }

    MEMBER void attend_all()
    {
        load_queries();
        meet(full(0, group), AT_BARRIER);
        if (WARPGROUPS == 2 && group == 1) // not in step with the first, so that one takes powers while the other goes from these to products
        {
            meet(START, WORKERS);
        }
        hold(queries);
        hold(scores);
        hold(sums);
        warpgroup_arrive();
        score(0);
        warpgroup_commit();
        finish();
        leave(0, 0);
        weigh(0);
        if (WARPGROUPS == 2 && group == 0)
        {
            pass(START, WORKERS);
        }

        int tile = 0, slot = 1;
        for (; tile + 1 < tiles; tile++)
        {
            take_tile<true>(tile, slot);
            slot = after(slot);
        }
        take_tile<false>(tile, slot);
        store();
    }

    MEMBER void run()
    {
        lengthen();
        publish_to_products();
        barrier();
        if (thread_index() >= WORKERS)
        {
            copy_all();
        }
        else
        {
            attend_all();
        }
    }
};

#define ATTENTION(width, warpgroups, queries)                                                                                                  \
    extern "C" __global__ void __launch_bounds__(128 * warpgroups + COPIERS, 1) attention_90a_##width##_##queries(const AttentionParameters p) \
    {                                                                                                                                          \
        static_assert(queries == 64 * warpgroups, "a warpgroup owns 64 queries");                                                              \
        WarpgroupAttention<width, warpgroups>(p).run();                                                                                        \
    }

ATTENTION(40, 3, 192)
ATTENTION(64, 2, 128)
ATTENTION(80, 2, 128)
ATTENTION(160, 1, 64)
