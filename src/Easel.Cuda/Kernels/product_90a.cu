#include "cluster.cuh"
#include "product_left.cuh"
#include "product_parts.cuh"
#include "product_store.cuh"
#include "warpgroup.cuh"

// The tiles of product_tiles.cuh with Hopper's warpgroup products: each warpgroup makes 64 rows. A stage is filled two steps ahead, into the place that the
// products of two steps before have left; those of one step before may still be under way. SHARES: the tile is small enough for two blocks on a multiprocessor,
// of which one computes while the other waits; then each step's products are waited for, and stages are filled one step further ahead.
template <int ROWS, int COLUMNS, int STAGES, bool SHARES, bool POINTWISE> DEVICE void multiply_tile(const ProductParameters& p)
{
    constexpr int THREADS = ROWS / 64 * 128;
    constexpr int ROWS_PER_PASS = THREADS / PIECES;
    constexpr int LEFT_PASSES = ROWS / ROWS_PER_PASS;
    constexpr int RIGHT_PASSES = (COLUMNS + ROWS_PER_PASS - 1) / ROWS_PER_PASS;
    constexpr int STAGE_BYTES = (ROWS + COLUMNS) * ROW_BYTES;
    constexpr int AHEAD = SHARES ? STAGES - 1 : STAGES - 2;
    constexpr int WIDE = COLUMNS / 8;

    int thread = thread_index(), lane = thread & 31, warp = thread >> 5;
    const TilePlace<ROWS, COLUMNS> tile(p);
    int first_row = tile.row, first_column = tile.column, parity = tile.parity, begin = tile.begin, count = tile.count;

    int piece = thread % PIECES, row = thread / PIECES;
    int depth_at = begin * DEPTH + piece * 8;
    LeftRows<LEFT_PASSES, ROWS_PER_PASS, POINTWISE> left(p, parity, first_row + row, begin, piece);
    const half* right = (const half*)p.w + ((long long)parity * p.columns + first_column + row) * p.depth;
    word shared = shared_address(shared_memory);
    word place = piece_at(row, piece);

    auto load = [&](int stage) __attribute__((always_inline)) {
        word to = shared + stage * STAGE_BYTES + place;
        left.template copy<0, 1>(p, to, true);
        left.advance(p);
        to += ROWS * ROW_BYTES;
#pragma unroll
        for (int i = 0; i < RIGHT_PASSES; i++)
        {
            if (COLUMNS % ROWS_PER_PASS == 0 || row + i * ROWS_PER_PASS < COLUMNS)
            {
                bool valid = first_column + row + i * ROWS_PER_PASS < p.columns;
                copy16(to + i * ROWS_PER_PASS * ROW_BYTES, right + (i * ROWS_PER_PASS * p.depth + depth_at), valid);
            }
        }
        depth_at += DEPTH;
    };

    float sums[WIDE][4];
#pragma unroll
    for (int j = 0; j < WIDE; j++)
    {
        sums[j][0] = sums[j][1] = sums[j][2] = sums[j][3] = 0;
    }

#pragma unroll
    for (int s = 0; s < AHEAD; s++)
    {
        if (s < count)
        {
            load(s);
        }
        commit_copies();
    }

    int stage = 0, next = AHEAD;
    for (int block = 0; block < count; block++)
    {
        wait_copies<AHEAD - 1>();
        publish_to_products();
        barrier();

        word64 lefts = matrix_at(shared + stage * STAGE_BYTES + (warp >> 2) * 64 * ROW_BYTES);
        word64 rights = matrix_at(shared + stage * STAGE_BYTES + ROWS * ROW_BYTES);
        hold(sums);
        warpgroup_arrive();
#pragma unroll
        for (int k = 0; k < DEPTH / 16; k++)
        {
            // 16 halves further along the depth are two pieces.
            Warpgroup<COLUMNS>::multiply_add(sums, lefts + 2 * k, rights + 2 * k);
        }
        warpgroup_commit();
        hold(sums);

        if (block + AHEAD < count)
        {
            load(next);
        }
        commit_copies();
        warpgroup_wait<SHARES ? 0 : 1>();
        hold(sums);
        stage = stage + 1 == STAGES ? 0 : stage + 1;
        next = next + 1 == STAGES ? 0 : next + 1;
    }
    warpgroup_wait<0>();
    hold(sums);

    constexpr int PITCH = COLUMNS + 8;
    wait_copies<0>();
    barrier();
    float* staged = (float*)shared_memory;
#pragma unroll
    for (int j = 0; j < WIDE; j++)
    {
        int at_row = warp * 16 + lane / 4;
        int at_column = 8 * j + 2 * (lane % 4);
        *(Floats2*)(staged + at_row * PITCH + at_column) = Floats2{sums[j][0], sums[j][1]};
        *(Floats2*)(staged + (at_row + 8) * PITCH + at_column) = Floats2{sums[j][2], sums[j][3]};
    }
    barrier();
    // The parts of a tile may be a cluster: then each block adds and finishes some of its rows.
    bool in_cluster = p.splits > 1 && !p.partial;
    int begin_row = 0, end_row = p.rows - first_row < ROWS ? p.rows - first_row : ROWS;
    if (in_cluster)
    {
        cluster_arrive();
        cluster_wait();
        begin_row = end_row * tile.split / p.splits;
        end_row = end_row * (tile.split + 1) / p.splits;
        add_parts<COLUMNS, THREADS, PITCH>(p.splits, staged, begin_row, end_row, [&](Floats4& sum, int split, int at_row, int at_column) __attribute__((always_inline)) {
            load_from_block(sum, address_in_block(shared + (at_row * PITCH + at_column) * (int)sizeof(float), split));
        });
        barrier();
        cluster_let_go();
    }
    store_tile<COLUMNS, THREADS, PITCH>(p, staged, tile, begin_row, end_row, p.splits == 1 || in_cluster);
    if (in_cluster)
    {
        // Others may still be reading what this block has staged.
        cluster_wait();
    }
}

#define TILE(name, rows, columns, stages, shares)                                                                                                              \
    extern "C" __global__ void __launch_bounds__(rows / 64 * 128, shares ? 2 : 1) name(const ProductParameters p)                                              \
    {                                                                                                                                                          \
        multiply_tile<rows, columns, stages, shares, false>(p);                                                                                                \
    }                                                                                                                                                          \
    extern "C" __global__ void __launch_bounds__(rows / 64 * 128, shares ? 2 : 1) name##_pointwise(const ProductParameters p)                                  \
    {                                                                                                                                                          \
        multiply_tile<rows, columns, stages, shares, true>(p);                                                                                                 \
    }

// Does nothing: the driver is asked how many clusters of its blocks a card runs at once, which shared memory and threads decide, not what they do.
extern "C" __global__ void __launch_bounds__(256) product_90a_nothing(const ProductParameters) {}

TILE(product_90a_128x160, 128, 160, 5, false)
TILE(product_90a_128x128, 128, 128, 5, false)
TILE(product_90a_128x80, 128, 80, 6, false)
TILE(product_90a_64x160, 64, 160, 6, false)
TILE(product_90a_shared_128x160, 128, 160, 3, true)
TILE(product_90a_shared_128x128, 128, 128, 3, true)
TILE(product_90a_shared_128x80, 128, 80, 4, true)
TILE(product_90a_shared_64x80, 64, 80, 4, true)
