using Easel.Server.Foreign;

namespace Easel.Server.Tests.Foreign;

public sealed class JsonFieldsTests
{
    [Theory]
    [InlineData("""{"steps": 20}""")]
    [InlineData("""{"steps": "20"}""")]
    [InlineData("""{"steps": 20.0}""")]
    [InlineData("""{"steps": " 20 "}""")]
    [InlineData("""{"steps": 2e1}""")]
    public void A_whole_number_is_read_however_it_is_written(string json) => Assert.Equal(20, JsonFields.Parse(json).Whole("steps"));

    [Theory]
    [InlineData("""{"steps": null}""")]
    [InlineData("""{"steps": ""}""")]
    [InlineData("{}")]
    public void What_says_nothing_is_as_good_as_left_out(string json) => Assert.Null(JsonFields.Parse(json).Whole("steps"));

    [Theory]
    [InlineData("""{"steps": "many"}""", "a number is wanted, not 'many'")]
    [InlineData("""{"steps": 2.5}""", "a whole number is wanted, not 2.5")]
    [InlineData("""{"steps": [20]}""", "a text or a number is wanted, not a list")]
    [InlineData("""{"steps": 1e999}""", "a number is wanted, not '1e999'")]
    [InlineData("""{"steps": 0}""", "0 is out of range; 1 to 100 can be given")]
    public void What_cannot_be_meant_names_the_field_and_what_was_found(string json, string message)
    {
        FieldException error = Assert.Throws<FieldException>(() => JsonFields.Parse(json).Whole("steps", 1, 100));

        Assert.Equal("steps", error.Field);
        Assert.Equal(message, error.Message);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"True\"", true)]
    [InlineData("1", true)]
    [InlineData("\"no\"", false)]
    [InlineData("0", false)]
    public void Switches_are_numbers_and_words_too(string json, bool expected) => Assert.Equal(expected, JsonFields.Parse($$"""{"on": {{json}}}""").Flag("on"));

    [Theory]
    [InlineData("{\"a\": ", "line 1, byte 7")]
    [InlineData("\"text\"", "an object is wanted")]
    [InlineData("[1]", "not a list")]
    public void A_body_that_is_no_object_says_where_and_what_is_wanted(string json, string part)
        => Assert.Contains(part, Assert.Throws<FieldException>(() => JsonFields.Parse(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Of_a_field_that_is_there_twice_the_last_counts() => Assert.Equal(2, JsonFields.Parse("""{"n": 1, "n": 2}""").Whole("n"));

    [Fact]
    public void Objects_within_objects_without_end_are_refused() => Assert.Throws<FieldException>(() => JsonFields.Parse(string.Concat(Enumerable.Repeat("{\"a\":", 1000))));
}
