#include "easel.cuh"

// Normally distributed numbers, bit for bit those of Easel.Diffusion's CudaNoise: Philox 4x32-10 (Salmon et al. 2011) and Box-Muller in float64, with the
// logarithm and the sine of Easel.Diffusion's DeterministicMath. Every operation is one that IEEE 754 rounds alike everywhere, in the same order.

struct NoiseParameters
{
    float* y; // [batch, pixels, channels]
    word64 seed;
    word64 tensor; // The tensor's number.
    int count;
    int first; // The element of the tensor that is the first of y's batch: noise is drawn in the order [batch, channels, pixels].
    int pixels;
    int channels;
};

// A double whose products and sums no compiler may fuse: PTX's mul and add without .rn may be.
struct Exact
{
    double value;
};

DEVICE Exact operator*(Exact a, Exact b)
{
    Exact result;
    asm("mul.rn.f64 %0, %1, %2;" : "=d"(result.value) : "d"(a.value), "d"(b.value));
    return result;
}

DEVICE Exact operator+(Exact a, Exact b)
{
    Exact result;
    asm("add.rn.f64 %0, %1, %2;" : "=d"(result.value) : "d"(a.value), "d"(b.value));
    return result;
}

DEVICE Exact operator-(Exact a, Exact b)
{
    Exact result;
    asm("sub.rn.f64 %0, %1, %2;" : "=d"(result.value) : "d"(a.value), "d"(b.value));
    return result;
}

DEVICE Exact operator/(Exact a, Exact b) { return {a.value / b.value}; }
DEVICE Exact operator-(Exact a) { return {-a.value}; }
DEVICE Exact size(Exact a) { return {a.value < 0 ? -a.value : a.value}; }
DEVICE Exact fused_wide(Exact a, Exact b, Exact c) { return {__builtin_fma(a.value, b.value, c.value)}; }

DEVICE Exact square_root(Exact x)
{
    Exact result;
    asm("sqrt.rn.f64 %0, %1;" : "=d"(result.value) : "d"(x.value));
    return result;
}

template <int COUNT> DEVICE Exact polynomial(const Exact (&coefficients)[COUNT], Exact x)
{
    Exact sum = coefficients[0];
#pragma unroll
    for (int i = 1; i < COUNT; i++)
    {
        sum = fused_wide(sum, x, coefficients[i]);
    }
    return sum;
}

// The natural logarithm of a positive, normal number.
DEVICE Exact logarithm(Exact x)
{
    constexpr Exact LN2_UPPER = {0.6931471803691238};
    constexpr Exact LN2_LOWER = {1.9082149292705877e-10};
    constexpr Exact ONE = {1};
    constexpr Exact TWO = {2};
    constexpr Exact SERIES[] = {
        {2.0 / 23}, {2.0 / 21}, {2.0 / 19}, {2.0 / 17}, {2.0 / 15}, {2.0 / 13}, {2.0 / 11}, {2.0 / 9}, {2.0 / 7}, {2.0 / 5}, {2.0 / 3}};

    // x = 2^exponent (1 + f) with 1 + f between sqrt(1/2) and sqrt 2.
    word64 bits = __builtin_bit_cast(word64, x.value);
    int whole = (int)(bits >> 52) - 1023;
    double fraction = __builtin_bit_cast(double, (bits & 0x000fffffffffffffull) | 0x3ff0000000000000ull);
    if (fraction > 1.4142135623730951)
    {
        fraction *= 0.5;
        whole++;
    }

    // log(1 + f) = 2 atanh(s) with s = f / (2 + f). The leading terms are carried with what their rounding lost.
    Exact mantissa = {fraction};
    Exact exponent = {(double)whole};
    Exact f = mantissa - ONE;
    Exact divisor = TWO + f;
    Exact s = f / divisor;
    Exact lost = (fused_wide(-s, divisor, f) - s * (f - (divisor - TWO))) / divisor;
    Exact cube = s * s * s * polynomial(SERIES, s * s);

    Exact powers = exponent * LN2_UPPER;
    Exact twice = TWO * s;
    Exact sum = powers + twice;
    Exact tail = size(powers).value > size(twice).value ? twice - (sum - powers) : powers - (sum - twice);
    return sum + (tail + TWO * lost + exponent * LN2_LOWER + cube);
}

// The sine of a number from 0 to 2 pi.
DEVICE Exact sine_of(Exact x)
{
    constexpr Exact QUARTERS = {1 / 1.5707963267948966};
    constexpr Exact HALF_PI_UPPER = {1.5707963267948966};
    constexpr Exact HALF_PI_LOWER = {6.123233995736766e-17};
    constexpr Exact ONE = {1};

    // Factorials up to 18! are exact, so that these are rounded once.
    constexpr Exact SINE[] = {
        {1.0 / 355687428096000.0}, {-1.0 / 1307674368000.0}, {1.0 / 6227020800.0}, {-1.0 / 39916800.0}, {1.0 / 362880.0}, {-1.0 / 5040.0}, {1.0 / 120.0},
        {-1.0 / 6.0}};
    constexpr Exact COSINE[] = {
        {-1.0 / 6402373705728000.0}, {1.0 / 20922789888000.0}, {-1.0 / 87178291200.0}, {1.0 / 479001600.0}, {-1.0 / 3628800.0}, {1.0 / 40320.0},
        {-1.0 / 720.0}, {1.0 / 24.0}, {-1.0 / 2.0}};

    Exact quarters;
    asm("cvt.rni.f64.f64 %0, %1;" : "=d"(quarters.value) : "d"((x * QUARTERS).value));
    Exact r = fused_wide(-quarters, HALF_PI_LOWER, fused_wide(-quarters, HALF_PI_UPPER, x));
    Exact square = r * r;
    Exact sine = r + r * square * polynomial(SINE, square);
    Exact cosine = ONE + square * polynomial(COSINE, square);
    int quarter = (int)quarters.value & 3;
    Exact result = quarter & 1 ? cosine : sine;
    return quarter & 2 ? -result : result;
}

extern "C" __global__ void __launch_bounds__(128) draw_noise(const NoiseParameters p)
{
    // 2^-32 and 2 pi 2^-32 in float32, from cuRAND.
    constexpr Exact PER_WORD = {2.3283064e-10f};
    constexpr Exact HALF_WORD = {PER_WORD.value / 2};
    constexpr Exact TURN_PER_WORD = {2.3283064e-10f * 6.2831855f};
    constexpr Exact HALF_TURN = {TURN_PER_WORD.value / 2};
    constexpr Exact MINUS_TWO = {-2};

    for (int i = block_x() * thread_count() + thread_index(); i < p.count; i += blocks_x() * thread_count())
    {
        int pixel = i / p.channels;
        int channel = i - pixel * p.channels;
        int sample = pixel / p.pixels;
        pixel -= sample * p.pixels;
        word element = (word)(p.first + (sample * p.channels + channel) * p.pixels + pixel);
        word c0 = (word)p.tensor, c1 = (word)(p.tensor >> 32), c2 = element, c3 = 0;
        word k0 = (word)p.seed, k1 = (word)(p.seed >> 32);
        for (int round = 0; round < 10; round++)
        {
            word64 product0 = 0xD2511F53ull * c0;
            word64 product2 = 0xCD9E8D57ull * c2;
            c0 = (word)(product2 >> 32) ^ c1 ^ k0;
            c1 = (word)product2;
            c2 = (word)(product0 >> 32) ^ c3 ^ k1;
            c3 = (word)product0;
            k0 += 0x9E3779B9u;
            k1 += 0xBB67AE85u;
        }

        Exact radius = square_root(MINUS_TWO * logarithm(Exact{(double)c0} * PER_WORD + HALF_WORD));
        p.y[i] = (float)(radius * sine_of(Exact{(double)c1} * TURN_PER_WORD + HALF_TURN)).value;
    }
}
