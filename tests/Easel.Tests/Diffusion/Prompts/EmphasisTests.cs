using Easel.Diffusion.Prompts;

namespace Easel.Tests.Diffusion.Prompts;

public sealed class EmphasisTests
{
    [Fact]
    public void Tokens_are_weighted_and_the_mean_of_all_is_restored()
    {
        // Mean 2 before; 1, 3, 6, 6 have the mean 4: all are halved.
        float[] encoded = [1, 3, 2, 2];

        Assert.True(Emphasis.Apply(encoded, [1, 3]));

        Assert.Equal([0.5f, 1.5f, 3, 3], encoded);
    }

    [Fact]
    public void Weights_of_1_change_nothing()
    {
        float[] encoded = [0.1f, -0.3f, 1e-3f, 7];

        Assert.True(Emphasis.Apply(encoded, [1, 1]));

        Assert.Equal([0.1f, -0.3f, 1e-3f, 7], encoded);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, -1)]
    [InlineData(3e38f, 1)]
    public void Weights_that_leave_no_mean_are_told(float first, float second)
    {
        Assert.False(Emphasis.Apply([10, 10, 10, 10], [first, second]));
    }
}
