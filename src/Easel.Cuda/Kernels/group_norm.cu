#include "group_norm.cuh"

// Group normalisation of channels-last maps, Wu and He 2018, arXiv:1803.08494. A block has a slice of channels, a whole number of groups, over a chunk of
// a sample's pixels. Small maps: one launch, a slice's pixels are one chunk, read again from the first-level cache. Others: a launch that sums each chunk, one
// that adds the chunks' sums, in order, and uses them. Sums are of distances from the sample's first value in the group, so that nothing cancels.

constexpr int TOGETHER = 4; // Loads on their way at once.

// Sums of a thread's column: x and y of the group in which its pieces begin, z and w of the next.
template <typename T> DEVICE Floats4 sum_column(const GroupNormParameters& p, const Place<T>& place)
{
    constexpr int COUNT = Piece<T>::COUNT;
    if (!place.active)
    {
        return {0, 0, 0, 0};
    }

    float lower = pivot_of<T>(p, block_z(), place.group);
    float upper = place.boundary < COUNT ? pivot_of<T>(p, block_z(), place.group + 1) : lower;
    float sums[COUNT] = {};
    float squares[COUNT] = {};
    const T* from = (const T*)p.x + (long long)block_z() * p.pixels * p.channels + place.channel;
    for (int pixel = block_x() * p.chunk + place.row; pixel < place.end; pixel += TOGETHER * place.rows)
    {
        Words4 pieces[TOGETHER] = {};
#pragma unroll
        for (int i = 0; i < TOGETHER; i++)
        {
            if (pixel + i * place.rows < place.end)
            {
                pieces[i] = load_piece(from + (long long)(pixel + i * place.rows) * p.channels);
            }
        }
#pragma unroll
        for (int i = 0; i < TOGETHER; i++)
        {
            if (pixel + i * place.rows < place.end)
            {
                add_piece(pieces[i], place.boundary, lower, upper, sums, squares);
            }
        }
    }
    return sum_pieces(place.boundary, sums, squares);
}

// A group's sums, by a warp, from those of all chunks.
DEVICE Floats2 sum_chunks(const GroupNormParameters& p, int group)
{
    const Floats2* from = p.sums + ((long long)block_z() * p.groups + group) * p.chunks;
    float sum = 0;
    float squares = 0;
    for (int i = thread_index() % 32; i < p.chunks; i += 32)
    {
        Floats2 part = from[i];
        sum += part.x;
        squares += part.y;
    }
    return {warp_sum(sum), warp_sum(squares)};
}

template <typename T, int ACTIVATION>
DEVICE void apply_column(const GroupNormParameters& p, const Place<T>& place, const float (&factors)[Piece<T>::COUNT], const float (&shifts)[Piece<T>::COUNT])
{
    long long start = (long long)block_z() * p.pixels * p.channels + place.channel;
    const T* from = (const T*)p.x + start;
    T* to = (T*)p.y + start;
    for (int pixel = block_x() * p.chunk + place.row; pixel < place.end; pixel += TOGETHER * place.rows)
    {
        Words4 pieces[TOGETHER] = {};
#pragma unroll
        for (int i = 0; i < TOGETHER; i++)
        {
            if (pixel + i * place.rows < place.end)
            {
                pieces[i] = load_piece(from + (long long)(pixel + i * place.rows) * p.channels);
            }
        }
#pragma unroll
        for (int i = 0; i < TOGETHER; i++)
        {
            if (pixel + i * place.rows < place.end)
            {
                apply_piece<ACTIVATION>(to + (long long)(pixel + i * place.rows) * p.channels, pieces[i], factors, shifts, p.activation);
            }
        }
    }
}

// What a thread's channels are multiplied by, and what is added, of their groups' statistics or of measured terms; and their use.
template <typename T> DEVICE void apply_wide(const GroupNormParameters& p, const Place<T>& place, const Statistics* statistics)
{
    constexpr int COUNT = Piece<T>::COUNT;
    if (!place.active)
    {
        return;
    }

    float factors[COUNT];
    float shifts[COUNT];
    if (p.terms)
    {
        const float* terms = p.terms + (long long)block_z() * 2 * p.channels + place.channel;
        load_floats(terms, factors);
        load_floats(terms + p.channels, shifts);
    }
    else
    {
        load_floats(p.scale + place.channel, factors);
        load_floats(p.shift + place.channel, shifts);
        apply_statistics(statistics, place.group - block_y() * p.slice / place.width, place.boundary, factors, shifts);
    }

    if (p.activation == ACTIVATION_SILU)
    {
        apply_column<T, ACTIVATION_SILU>(p, place, factors, shifts);
    }
    else if (p.activation == ACTIVATION_NONE)
    {
        apply_column<T, ACTIVATION_NONE>(p, place, factors, shifts);
    }
    else
    {
        apply_column<T, -1>(p, place, factors, shifts);
    }
}

// --- any widths, an element at a time: a slice is a group ---

template <typename T> DEVICE Floats2 sum_single(const GroupNormParameters& p, Floats2* warps)
{
    int width = p.channels / p.groups;
    int first = block_x() * p.chunk;
    int count = (smallest(p.pixels, first + p.chunk) - first) * width;
    const T* from = (const T*)p.x + ((long long)block_z() * p.pixels + first) * p.channels + block_y() * width;
    float pivot = pivot_of<T>(p, block_z(), block_y());
    float sum = 0;
    float squares = 0;
    for (int i = thread_index(); i < count; i += thread_count())
    {
        int pixel = i / width;
        float distance = to_float(from[(long long)pixel * p.channels + i - pixel * width]) - pivot;
        sum += distance;
        squares = fused(distance, distance, squares);
    }

    int warp = thread_index() / 32;
    Floats2 own = {warp_sum(sum), warp_sum(squares)};
    if (thread_index() % 32 == 0)
    {
        warps[warp] = own;
    }
    barrier();
    int lane = thread_index() % 32;
    bool known = lane < thread_count() / 32;
    return {warp_sum(known ? warps[lane].x : 0.0f), warp_sum(known ? warps[lane].y : 0.0f)};
}

template <typename T> DEVICE void apply_single(const GroupNormParameters& p, Statistics statistics)
{
    int width = p.channels / p.groups;
    int first = block_x() * p.chunk;
    int count = (smallest(p.pixels, first + p.chunk) - first) * width;
    long long start = ((long long)block_z() * p.pixels + first) * p.channels;
    for (int i = thread_index(); i < count; i += thread_count())
    {
        int pixel = i / width;
        int channel = block_y() * width + i - pixel * width;
        long long place = start + (long long)pixel * p.channels + channel;
        float factor, shift;
        if (p.terms)
        {
            const float* terms = p.terms + (long long)block_z() * 2 * p.channels + channel;
            factor = terms[0];
            shift = terms[p.channels];
        }
        else
        {
            factor = p.scale[channel] * statistics.factor;
            shift = fused(-statistics.mean, factor, p.shift[channel]);
        }
        store_float((T*)p.y + place, activate(fused(to_float(((const T*)p.x)[place]), factor, shift), p.activation));
    }
}

// --- the kernels ---

// A whole sample's slice at once. Grid: 1, slices, batch.
template <typename T> DEVICE void norm_whole(const GroupNormParameters& p, Floats4* columns, Statistics* statistics)
{
    if (!p.wide)
    {
        Floats2 sums = sum_single<T>(p, (Floats2*)columns);
        apply_single<T>(p, finish(p, sums, pivot_of<T>(p, block_z(), block_y())));
        return;
    }

    Place<T> place(p, block_y(), block_x());
    columns[thread_index()] = sum_column(p, place);
    barrier();
    int first = block_y() * p.slice / place.width;
    for (int i = thread_index() / 32; i < smallest(p.slice / place.width, p.groups - first); i += thread_count() / 32)
    {
        Floats2 sums = sum_group(place, columns, i);
        if (thread_index() % 32 == 0)
        {
            statistics[i] = finish(p, sums, pivot_of<T>(p, block_z(), first + i));
        }
    }
    barrier();
    apply_wide(p, place, statistics);
}

// Sums of a chunk. Grid: chunks, slices, batch.
template <typename T> DEVICE void sum_moments(const GroupNormParameters& p, Floats4* columns)
{
    int chunk = p.first_chunk + block_x();
    if (!p.wide)
    {
        Floats2 sums = sum_single<T>(p, (Floats2*)columns);
        if (thread_index() == 0)
        {
            p.sums[((long long)block_z() * p.groups + block_y()) * p.chunks + chunk] = sums;
        }
        return;
    }

    Place<T> place(p, block_y(), block_x());
    columns[thread_index()] = sum_column(p, place);
    barrier();
    int first = block_y() * p.slice / place.width;
    for (int i = thread_index() / 32; i < smallest(p.slice / place.width, p.groups - first); i += thread_count() / 32)
    {
        Floats2 sums = sum_group(place, columns, i);
        if (thread_index() % 32 == 0)
        {
            p.sums[((long long)block_z() * p.groups + first + i) * p.chunks + chunk] = sums;
        }
    }
}

// A chunk normalised, with the sums of all chunks or with measured terms. Grid: chunks, slices, batch.
template <typename T> DEVICE void apply_sums(const GroupNormParameters& p, Statistics* statistics)
{
    int width = p.channels / p.groups;
    int first = block_y() * p.slice / width;
    if (!p.terms)
    {
        for (int i = thread_index() / 32; i < smallest(p.slice / width, p.groups - first); i += thread_count() / 32)
        {
            Floats2 sums = sum_chunks(p, first + i);
            if (thread_index() % 32 == 0)
            {
                statistics[i] = finish(p, sums, pivot_of<T>(p, block_z(), first + i));
            }
        }
        barrier();
    }

    if (p.wide)
    {
        apply_wide(p, Place<T>(p, block_y(), block_x()), statistics);
    }
    else
    {
        // With terms there are no statistics, and they are not looked at.
        apply_single<T>(p, statistics[0]);
    }
}

// Terms of all channels, a group per warp. Grid: 1, groups / warps, batch.
template <typename T> DEVICE void make_terms(const GroupNormParameters& p)
{
    int width = p.channels / p.groups;
    int group = block_y() * (thread_count() / 32) + thread_index() / 32;
    if (group >= p.groups)
    {
        return;
    }

    Statistics statistics = finish(p, sum_chunks(p, group), pivot_of<T>(p, block_z(), group));
    float* terms = p.terms + (long long)block_z() * 2 * p.channels;
    for (int channel = group * width + thread_index() % 32; channel < (group + 1) * width; channel += 32)
    {
        float factor = p.scale[channel] * statistics.factor;
        terms[channel] = factor;
        terms[p.channels + channel] = fused(-statistics.mean, factor, p.shift[channel]);
    }
}

#define GROUP_NORM_KERNELS(T) \
    extern "C" __global__ void __launch_bounds__(THREADS, 2) group_norm_whole_##T(const GroupNormParameters p) \
    { \
        __shared__ Floats4 columns[THREADS]; \
        __shared__ Statistics statistics[MOST_GROUPS]; \
        norm_whole<T>(p, columns, statistics); \
    } \
    extern "C" __global__ void __launch_bounds__(THREADS, 2) group_moments_##T(const GroupNormParameters p) \
    { \
        __shared__ Floats4 columns[THREADS]; \
        sum_moments<T>(p, columns); \
    } \
    extern "C" __global__ void __launch_bounds__(THREADS, 2) group_apply_##T(const GroupNormParameters p) \
    { \
        __shared__ Statistics statistics[MOST_GROUPS]; \
        apply_sums<T>(p, statistics); \
    } \
    extern "C" __global__ void __launch_bounds__(THREADS, 2) group_terms_##T(const GroupNormParameters p) { make_terms<T>(p); }

GROUP_NORM_KERNELS(half)
GROUP_NORM_KERNELS(float)
