using Easel.Diffusion.Numerics;

namespace Easel.Tests.Diffusion.Numerics;

public class BetaDistributionTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.05, 0.01255445687)]
    [InlineData(0.1, 0.03958440559)]
    [InlineData(0.2, 0.12292175045)]
    [InlineData(0.3, 0.23401700387)]
    [InlineData(0.4, 0.36270099075)]
    [InlineData(0.5, 0.5)]
    [InlineData(0.9, 0.96041559441)]
    [InlineData(1, 1)]
    public void Quantiles_are_those_found_by_quadrature(double share, double expected)
    {
        // Simpson's rule on 2,000 intervals after t = u^(1 / 0.6), which takes the pole at 0 away, and bisection.
        Assert.Equal(expected, BetaDistribution.Quantile(share, 0.6), 1e-10);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.25)]
    [InlineData(0.7)]
    public void With_both_parameters_one_all_is_even(double share) => Assert.Equal(share, BetaDistribution.Quantile(share, 1), 1e-13);

    [Fact]
    public void With_both_parameters_a_half_it_is_the_arcsine_distribution()
        => Assert.Equal(Math.Pow(Math.Sin(Math.PI * 0.15), 2), BetaDistribution.Quantile(0.3, 0.5), 1e-13);
}
