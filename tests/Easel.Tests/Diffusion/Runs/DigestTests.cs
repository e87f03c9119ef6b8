using Easel.Diffusion.Runs;

namespace Easel.Tests.Diffusion.Runs;

public sealed class DigestTests
{
    [Fact]
    public void A_digest_is_what_hashlib_makes_of_the_packed_floats()
    {
        // Python: hashlib.sha256(struct.pack('<5f', 0.0, 1.0, -2.5, 3.14159274101257324, -0.0)).hexdigest()
        const string Expected = "6a5fa27d89c5e4477c05bc53035fa3662659b3b01f34d947e6bc6c1a3d34b9ec";

        Assert.Equal(Expected, Digest.Of([0, 1, -2.5f, 3.14159274101257324f, -0f]));
        Assert.NotEqual(Expected, Digest.Of([0, 1, -2.5f, 3.14159274101257324f, 0]));
    }

    [Theory]
    [InlineData(true, "6a5fa27d89c5e4477c05bc53035fa3662659b3b01f34d947e6bc6c1a3d34b9ec")]
    [InlineData(false, "6A5fa27d89c5e4477c05bc53035fa3662659b3b01f34d947e6bc6c1a3d34b9ec")]
    [InlineData(false, "6a5fa27d89c5e4477c05bc53035fa3662659b3b01f34d947e6bc6c1a3d34b9e")]
    [InlineData(false, "")]
    public void Only_64_small_hexadecimal_digits_are_a_digest(bool isOne, string text) => Assert.Equal(isOne, Digest.IsOne(text));
}
