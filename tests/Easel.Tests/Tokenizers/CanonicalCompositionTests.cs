using System.Diagnostics;
using Easel.Models.Tokenizers.Repair;

namespace Easel.Tests.Tokenizers;

/// <summary>Cases of Unicode Standard Annex 15 and of its NormalizationTest.txt.</summary>
public class CanonicalCompositionTests
{
    [Theory]
    [InlineData("e\u0301", "é")]
    [InlineData("\u1E0A\u0323", "\u1E0C\u0307")]
    [InlineData("D\u0307\u0323", "\u1E0C\u0307")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    [InlineData("a\u0345\u0301", "\u00E1\u0345")]
    [InlineData("\u212B\u2126\u212A", "ÅΩK")]
    [InlineData("\u0958 \u2ADC \uFB1D", "\u0915\u093C \u2ADD\u0338 \u05D9\u05B4")]
    [InlineData("\u1100\u1161\u11A8 \u1100\u1161 가\u11A7", "각 가 가\u11A7")]
    [InlineData("\u0B47\u0300\u0B3E", "\u0B47\u0300\u0B3E")]
    [InlineData("\u1100\u0300\u1161", "\u1100\u0300\u1161")]
    [InlineData("\U00011099\U000110BA", "\U0001109A")]
    [InlineData("\u0344\u0387", "\u0308\u0301·")]
    [InlineData("a\u0315\u0300\u05AE\u0300b", "\u00E0\u05AE\u0300\u0315b")]
    public void Marks_are_put_in_order_and_composed(string text, string normal) => Assert.Equal(normal, CanonicalComposition.Compose(text));

    [Fact]
    public void A_million_marks_on_one_letter_take_no_square_of_their_number()
    {
        string text = "a" + string.Concat(Enumerable.Repeat("\u0301\u0323", 500_000));

        long start = Stopwatch.GetTimestamp();
        string normal = CanonicalComposition.Compose(text);

        // It takes half a second; the square would take an hour.
        Assert.StartsWith("ạ\u0323", normal, StringComparison.Ordinal);
        Assert.Equal(1_000_000, normal.Length);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30));
    }
}
