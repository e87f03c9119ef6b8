using Easel.Diffusion;
using Easel.Diffusion.Safety;

namespace Easel.Tests.Diffusion.Safety;

public sealed class SafetyConceptsTests
{
    [Fact]
    public void A_special_concept_above_nought_raises_all_scores_behind_it_but_not_its_own_or_those_before()
    {
        // The recorded image 4: 0.7169 - 0.712 - flagged by 0.01 alone. Thresholds beside it by hand.
        SafetyConcepts concepts = Concepts(special: [0.36f, 0.73f, 0.16f], plain: [0.35f, 0.722f]);

        SafetyVerdict verdict = concepts.Judge([1], [0.3f, 0.75f, 0.12f], [0.34f, 0.717f]);

        Assert.Equal([-0.06, 0.02, -0.03], verdict.SpecialScores);
        Assert.Equal([0, 0.005], verdict.Scores);
        Assert.True(verdict.IsFlagged);
        Assert.Equal(0.005, verdict.MaxScore);
    }

    [Fact]
    public void Without_it_the_same_picture_is_not_flagged()
    {
        SafetyConcepts concepts = Concepts(special: [0.36f, 0.76f, 0.16f], plain: [0.35f, 0.722f]);

        SafetyVerdict verdict = concepts.Judge([1], [0.3f, 0.75f, 0.12f], [0.34f, 0.717f]);

        Assert.Equal([-0.06, -0.01, -0.04], verdict.SpecialScores);
        Assert.Equal([-0.01, -0.005], verdict.Scores);
        Assert.False(verdict.IsFlagged);
    }

    [Fact]
    public void A_special_concept_alone_flags_nothing()
    {
        SafetyVerdict verdict = Concepts(special: [0.1f], plain: [0.9f]).Judge([1], [0.8f], [0.5f]);

        Assert.Equal([0.7], verdict.SpecialScores);
        Assert.False(verdict.IsFlagged);
    }

    [Theory]
    [InlineData(0.5f, 0.4996f, 0)] // 0.0004
    [InlineData(0.5f, 0.4994f, 0.001)] // 0.0006
    [InlineData(0.50048828125f, 0.5f, 0)] // 0.000488: the recorded image 2 is of this kind
    [InlineData(0.5f, 0.5015f, -0.001)] // 0.0015 less what float32 loses
    [InlineData(0.125f, 0.125f, 0)]
    public void Scores_are_rounded_to_thousandths_before_they_count(float cosine, float threshold, double wanted)
    {
        double score = SafetyConcepts.Score(cosine, threshold, adjustment: 0);

        Assert.Equal(wanted, score, 1e-12);
        Assert.Equal(wanted > 0, score > 0);
    }

    [Fact]
    public void Cosines_do_not_depend_on_lengths()
    {
        float[] cosines = SafetyConcepts.Cosines([3, 4], [[30, 40], [-0.3f, -0.4f], [4, -3], [1, 0], [0, 0]]);

        Assert.Equal([1, -1, 0, 0.6f, 0], cosines);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void An_embedding_that_is_no_number_is_an_error_not_a_pass(float value)
    {
        GenerationException error = Assert.Throws<GenerationException>(() => Concepts([0.1f], [0.1f]).Judge([value]));

        Assert.Contains("infinity or NaN", error.Message);
    }

    private static SafetyConcepts Concepts(float[] special, float[] plain)
        => new([.. special.Select(_ => new float[] { 1 })], special, [.. plain.Select(_ => new float[] { 1 })], plain);
}
