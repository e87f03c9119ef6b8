using Easel.Cuda.Driver;

namespace Easel.Cuda.Tests.Driver;

public sealed class CardSurveyTests
{
    [Fact]
    public void Cards_are_told_with_memory_and_the_drivers_version()
    {
        using FakeCuda fake = new("CARDS=2", "FREE_MIB=1024");
        using CardSurvey survey = CardSurvey.Take(fake.Driver);

        Assert.Null(survey.Obstacle);
        Assert.Equal(12040, survey.DriverVersion);
        Assert.Equal(["cuda:0 (Fake Card 0)", "cuda:1 (Fake Card 1)"], survey.Cards.Select(card => card.ToString()));
        Assert.All(survey.Cards, card => Assert.Null(card.Obstacle));
        Assert.Equal((1L << 30, 81559L << 20), survey.MemoryOf(survey.Cards[1]));
    }

    [Fact]
    public void Every_card_that_was_opened_goes_back()
    {
        using FakeCuda fake = new("CARDS=2");

        using (CardSurvey survey = CardSurvey.Take(fake.Driver))
        {
            survey.MemoryOf(survey.Cards[0]);
            survey.MemoryOf(survey.Cards[1]);
            survey.MemoryOf(survey.Cards[1]);
            Assert.Equal(1, fake.Live);
        }

        Assert.Equal(0, fake.Live);
        Assert.Equal(
            ["cuInit 0", "cuDevicePrimaryCtxRetain 40", "cuDevicePrimaryCtxRelease_v2 40", "cuDevicePrimaryCtxRetain 41", "cuDevicePrimaryCtxRelease_v2 41"],
            fake.Notes);
    }

    [Fact]
    public void An_old_card_is_listed_with_its_obstacle()
    {
        using FakeCuda fake = new("MAJOR=6");
        using CardSurvey survey = CardSurvey.Take(fake.Driver);

        Assert.Equal("Card 0, Fake Card 0, has compute capability 6.5; Easel's kernels want compute capability 8.0 (Ampere, 2020) or newer.", Assert.Single(survey.Cards).Obstacle);
    }

    [Theory]
    [InlineData(100, false)] // CUDA_ERROR_NO_DEVICE
    [InlineData(803, true)] // CUDA_ERROR_SYSTEM_DRIVER_MISMATCH
    [InlineData(999, true)] // CUDA_ERROR_UNKNOWN
    public void A_driver_that_does_not_start_is_trouble_unless_there_is_no_card(int code, bool isTrouble)
    {
        using FakeCuda fake = new();
        fake.Fail("cuInit", code);
        using CardSurvey survey = CardSurvey.Take(fake.Driver);

        Assert.Empty(survey.Cards);
        Assert.NotNull(survey.Obstacle);
        Assert.Equal(isTrouble, survey.HasTrouble);
    }

    [Fact]
    public void A_machine_without_a_driver_has_no_trouble()
    {
        using CardSurvey survey = CardSurvey.Take(() => new CudaDriver("/nowhere/libcuda.so.1"));

        Assert.False(survey.HasTrouble);
        Assert.Contains("There is no NVIDIA driver here", survey.Obstacle, StringComparison.Ordinal);
        Assert.Null(survey.DriverVersion);
    }
}
