using Easel.Cli.Options;
using Easel.Painting.Texts;

namespace Easel.Tests.Cli;

/// <summary>Expectations are what Python's argparse answers to the same options and words, unless a test says otherwise.</summary>
public class OptionReaderTests
{
    private static readonly ValueOption<string?> s_prompt = OptionOf.Text("--prompt", "a monster", "") with { IsValueOptional = true };
    private static readonly ValueOption<string?> s_fromFile = OptionOf.Text("--from-file", null, "");
    private static readonly ValueOption<long> s_steps = OptionOf.Integer("--ddim_steps", 50, -100, 1000, "");
    private static readonly ValueOption<double> s_eta = OptionOf.Number("--ddim_eta", 0, "");
    private static readonly ValueOption<long> s_height = OptionOf.Integer("--H", 512, 1, 1 << 20, "");
    private static readonly ValueOption<string> s_precision = OptionOf.Choice("--precision", "autocast", "", "full", "autocast");
    private static readonly Flag s_plms = new("--plms", "");

    [Fact]
    public void What_is_not_given_has_its_default()
    {
        ParsedOptions parsed = Read();

        Assert.Equal(("a monster", null, 50L, 0.0), (parsed.Of(s_prompt), parsed.Of(s_fromFile), parsed.Of(s_steps), parsed.Of(s_eta)));
        Assert.False(parsed.Has(s_plms));
    }

    [Theory]
    [InlineData("--ddim_steps", "7")]
    [InlineData("--ddim_steps=7", null)]
    [InlineData("--ddim-steps", "7")] // ours: argparse knows one spelling
    [InlineData("--ddim-steps=7", null)]
    [InlineData("--ddim_s", "7")]
    [InlineData("--ddim-s=7", null)]
    [InlineData("--ddim_steps", " 7 ")]
    [InlineData("--ddim_steps", "+7")]
    [InlineData("--ddim_steps", "0_7")]
    [InlineData("--ddim_steps", "٧")]
    public void Names_and_numbers_are_read_as_argparse_reads_them(string word, string? next) => Assert.Equal(7, Read(word, next).Of(s_steps));

    [Theory]
    [InlineData("0.5", 0.5)]
    [InlineData("-1", -1)]
    [InlineData("-.5", -0.5)]
    [InlineData("-1e-3", -0.001)]
    [InlineData("1e3", 1000)]
    [InlineData("5.", 5)]
    [InlineData("1_0.2_5", 10.25)]
    [InlineData("\t2\n", 2)]
    public void Floats_are_read_as_Python_reads_them(string word, double expected) => Assert.Equal(expected, Read("--ddim_eta", word).Of(s_eta));

    [Theory]
    [InlineData("a cat")]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("-1 cat")]
    [InlineData("-")]
    [InlineData("-x cat")]
    [InlineData("--bad quality cat")]
    [InlineData("@file")]
    [InlineData("[ugly:1.2]")]
    [InlineData("a=b")]
    [InlineData("Café in 東京")]
    public void Prompts_are_taken_as_they_are(string prompt)
    {
        Assert.Equal(prompt, Read("--prompt", prompt).Of(s_prompt));
        Assert.Equal(prompt, Read($"--prom={prompt}").Of(s_prompt));
    }

    [Fact]
    public void The_last_of_several_counts() => Assert.Equal(9, Read("--H", "8", "--H=9").Of(s_height));

    [Fact]
    public void A_prompt_without_a_value_is_none()
    {
        Assert.Null(Read("--prompt").Of(s_prompt));
        ParsedOptions parsed = Read("--prompt", "--plms");
        Assert.Null(parsed.Of(s_prompt));
        Assert.True(parsed.Has(s_plms));
    }

    [Theory]
    [InlineData("-h")]
    [InlineData("--help")]
    [InlineData("--h")] // not --H: case counts
    public void Help_is_heard_before_what_comes_behind(string word) => Assert.True(Read(word, "--nonsense").WantsHelp);

    [Theory]
    [InlineData("argument --H: invalid int value: 'abc'", "--H", "abc")]
    [InlineData("argument --H: invalid int value: '1.5'", "--H", "1.5")]
    [InlineData("argument --H: invalid int value: '1__0'", "--H=1__0")]
    [InlineData("argument --H: invalid int value: ''", "--H", "")]
    [InlineData("argument --H: '99999999999999999999' is out of range; 1 to 1048576 can be given", "--H", "99999999999999999999")]
    [InlineData("argument --H: expected one argument", "--H")]
    [InlineData("argument --H: expected one argument", "--H", "--plms")]
    [InlineData("argument --H: expected one argument", "--H", "--")]
    [InlineData("argument --from-file: expected one argument", "--from_file")]
    [InlineData("argument --ddim_eta: invalid float value: 'half'", "--ddim_eta", "half")]
    [InlineData("argument --ddim_eta: invalid float value: '++inf'", "--ddim_eta", "++inf")]
    [InlineData("argument --ddim_eta: '1e999' is not a finite number, and pictures would come out as noise or black", "--ddim_eta", "1e999")]
    [InlineData("argument --ddim_eta: 'nan' is not a finite number, and pictures would come out as noise or black", "--ddim_eta", "nan")]
    [InlineData("argument --ddim_eta: '-Infinity' is not a finite number, and pictures would come out as noise or black", "--ddim_eta=-Infinity")]
    [InlineData("argument --precision: invalid choice: 'half' (choose from 'full', 'autocast')", "--precision", "half")]
    [InlineData("argument --plms: takes no value, but was given 'yes'", "--plms=yes")]
    [InlineData("ambiguous option: --ddim could match --ddim_steps, --ddim_eta", "--ddim", "5")]
    [InlineData("ambiguous option: --p could match --prompt, --precision, --plms", "--p=5")]
    [InlineData("unrecognized arguments: '--n_iters' '3'", "--n_iters", "3")]
    [InlineData("unrecognized arguments: '--promt' 'a cat'. Did you mean --prompt?", "--promt", "a cat")]
    [InlineData("unrecognized arguments: 'a' 'cat'", "a", "cat")]
    [InlineData("unrecognized arguments: '--prompt' 'cat'", "--", "--prompt", "cat")]
    [InlineData("argument --H: invalid int value: 'a\\x1b[31m'", "--H", "a\u001b[31m")] // nothing of the user's reaches the terminal as a control
    public void Mistakes_are_told_as_argparse_tells_them(string message, params string[] words)
        => Assert.Equal(message, Assert.Throws<UsageException>(() => Read(words)).Message);

    [Fact]
    public void An_option_that_may_be_repeated_keeps_all_values_in_their_order()
    {
        RepeatableOption<string> style = new("--style", "", text => text);

        ParsedOptions parsed = new OptionReader([style, s_height]).Read(["--style", "a", "--H", "8", "--style=b", "--sty", "a"]);

        Assert.Equal(["a", "b", "a"], parsed.AllOf(style));
        Assert.Empty(new OptionReader([style]).Read([]).AllOf(style));
    }

    [Fact]
    public void So_many_words_as_are_allowed_may_belong_to_no_option()
    {
        ParsedOptions parsed = new OptionReader([s_height, s_plms]).Read(["a fox", "--plms", "--", "--H"], maxPositionals: 2);

        Assert.Equal(["a fox", "--H"], parsed.Positionals);
        Assert.True(parsed.Has(s_plms));
    }

    [Theory]
    [InlineData("unrecognized arguments: 'c'", "a", "b", "c")]
    [InlineData("unrecognized arguments: '--width'", "a", "--width")]
    public void More_words_and_unknown_options_are_refused(string message, params string[] words)
        => Assert.Equal(message, Assert.Throws<UsageException>(() => new OptionReader([s_height]).Read(words, maxPositionals: 2)).Message);

    private static ParsedOptions Read(params string?[] words)
        => new OptionReader([s_prompt, s_fromFile, s_steps, s_eta, s_height, s_precision, s_plms]).Read([.. words.OfType<string>()]);
}
