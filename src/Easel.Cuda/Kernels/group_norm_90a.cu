#include "cluster.cuh"
#include "group_norm.cuh"

// Group normalisation in one launch: a sample's slice is a cluster's, a chunk of its pixels a block's. A map is read once, into shared memory, and the blocks tell
// each other their sums.

constexpr int PARTS = 4; // Of a chunk: while one is summed, the next are on their way.

template <typename T> struct Kept
{
    static constexpr int COUNT = Piece<T>::COUNT;

    long long start; // Of the thread's first piece in the map.
    int step; // Elements from a piece to the next.
    int count, part; // Pieces, and how many of them come at once.
    Words4* own;

    DEVICE_MEMBER Kept(const GroupNormParameters& p, const Place<T>& place, int sample, int chunk)
    {
        int first = chunk * p.chunk + place.row;
        start = ((long long)sample * p.pixels + first) * p.channels + place.channel;
        step = place.rows * p.channels;
        count = place.active && first < place.end ? (place.end - first + place.rows - 1) / place.rows : 0;
        part = (p.chunk + PARTS * place.rows - 1) / (PARTS * place.rows);
        own = (Words4*)shared_memory + thread_index();
    }

    DEVICE_MEMBER int end_of(int number) const { return smallest(count, (number + 1) * part); }

    DEVICE_MEMBER void copy(const T* x)
    {
        word to = shared_address(own);
        const T* from = x + start;
#pragma unroll
        for (int number = 0; number < PARTS; number++)
        {
            for (int i = number * part; i < end_of(number); i++)
            {
                copy16(to + i * thread_count() * (int)sizeof(Words4), from + (long long)i * step, true);
            }
            commit_copies();
        }
    }

    template <int NUMBER> DEVICE_MEMBER void add(int boundary, float lower, float upper, float (&sums)[COUNT], float (&squares)[COUNT])
    {
        wait_copies<PARTS - 1 - NUMBER>();
        for (int i = NUMBER * part; i < end_of(NUMBER); i++)
        {
            add_piece(own[i * thread_count()], boundary, lower, upper, sums, squares);
        }
    }

    template <int ACTIVATION> DEVICE_MEMBER void apply(T* y, const float (&factors)[COUNT], const float (&shifts)[COUNT], int activation)
    {
        T* to = y + start;
        for (int i = 0; i < count; i++)
        {
            apply_piece<ACTIVATION>(to + (long long)i * step, own[i * thread_count()], factors, shifts, activation);
        }
    }
};

// Grid: slices, batch, chunks.
template <typename T> DEVICE void norm_in_cluster(const GroupNormParameters& p, Floats4* columns, Floats2* sums, Statistics* statistics)
{
    constexpr int COUNT = Piece<T>::COUNT;
    int slice = block_x(), sample = block_y(), lane = thread_index() % 32;
    Place<T> place(p, slice, block_z());
    Kept<T> kept(p, place, sample, block_z());
    kept.copy((const T*)p.x);

    float lower = 0, upper = 0;
    float factors[COUNT] = {}, shifts[COUNT] = {};
    if (place.active)
    {
        lower = pivot_of<T>(p, sample, place.group);
        upper = place.boundary < COUNT ? pivot_of<T>(p, sample, place.group + 1) : lower;
        load_floats(p.scale + place.channel, factors);
        load_floats(p.shift + place.channel, shifts);
    }
    float column[COUNT] = {}, squares[COUNT] = {};
    kept.template add<0>(place.boundary, lower, upper, column, squares);
    kept.template add<1>(place.boundary, lower, upper, column, squares);
    kept.template add<2>(place.boundary, lower, upper, column, squares);
    kept.template add<3>(place.boundary, lower, upper, column, squares);
    columns[thread_index()] = sum_pieces(place.boundary, column, squares);
    barrier();

    int first = slice * p.slice / place.width;
    int groups = smallest(p.slice / place.width, p.groups - first);
    for (int i = thread_index() / 32; i < groups; i += thread_count() / 32)
    {
        Floats2 own = sum_group(place, columns, i);
        if (lane == 0)
        {
            sums[i] = own;
        }
    }
    cluster_arrive();
    cluster_wait();

    for (int i = thread_index() / 32; i < groups; i += thread_count() / 32)
    {
        Floats2 other = {0, 0};
        if (lane < p.chunks)
        {
            load_from_block(other, address_in_block(shared_address(sums + i), lane));
        }
        Floats2 all = {warp_sum(other.x), warp_sum(other.y)};
        if (lane == 0)
        {
            statistics[i] = finish(p, all, pivot_of<T>(p, sample, first + i));
        }
    }
    barrier();
    cluster_let_go();

    if (place.active)
    {
        apply_statistics(statistics, place.group - first, place.boundary, factors, shifts);
        if (p.activation == ACTIVATION_SILU)
        {
            kept.template apply<ACTIVATION_SILU>((T*)p.y, factors, shifts, p.activation);
        }
        else if (p.activation == ACTIVATION_NONE)
        {
            kept.template apply<ACTIVATION_NONE>((T*)p.y, factors, shifts, p.activation);
        }
        else
        {
            kept.template apply<-1>((T*)p.y, factors, shifts, p.activation);
        }
    }

    // Others may still be reading this block's sums.
    cluster_wait();
}

#define GROUP_NORM_KERNEL(T) \
    extern "C" __global__ void __launch_bounds__(THREADS, 2) group_norm_cluster_##T(const GroupNormParameters p) \
    { \
        __shared__ Floats4 columns[THREADS]; \
        __shared__ Floats2 sums[MOST_GROUPS]; \
        __shared__ Statistics statistics[MOST_GROUPS]; \
        norm_in_cluster<T>(p, columns, sums, statistics); \
    }

GROUP_NORM_KERNEL(half)
GROUP_NORM_KERNEL(float)
