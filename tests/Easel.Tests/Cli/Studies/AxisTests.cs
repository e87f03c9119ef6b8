using System.Globalization;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Painting.Studies;
using Easel.Painting.Studies.Axes;
using Easel.Painting.Styles;
using Easel.Painting.Texts;

namespace Easel.Tests.Cli.Studies;

public sealed class AxisTests
{
    private static readonly StudyBase s_base = new(
        new CellSettings { Prompt = "a red fox", Request = new ImageRequest { Batches = [] }, Model = new PipelineOptions { Checkpoint = "model.ckpt" } },
        new StyleBook(StyleList.BuiltIn()));

    [Theory]
    [InlineData("5", "5")]
    [InlineData("-2.5", "-2.5")]
    [InlineData("1-4", "1 2 3 4")]
    [InlineData("4-1", "4 3 2 1")]
    [InlineData(" 1 - 10 (+3) ", "1 4 7 10")]
    [InlineData("1-9(+3)", "1 4 7")]
    [InlineData("10-1(-3)", "10 7 4 1")]
    [InlineData("0-0.3(+0.1)", "0 0.1 0.2 0.3")]
    [InlineData("1-10[4]", "1 4 7 10")]
    [InlineData("0-1[5]", "0 0.25 0.5 0.75 1")]
    [InlineData("3-9[1]", "3")]
    [InlineData("-2--1", "-2 -1")]
    [InlineData("7-7", "7")]
    public void Ranges_are_those_of_the_web_ui(string text, string expected)
        => Assert.Equal(expected, string.Join(' ', NumberRange.Read(text).Select(number => number.ToString(CultureInfo.InvariantCulture))));

    [Fact]
    public void Whole_numbers_of_an_even_spread_are_rounded_down() => Assert.Equal([1, 5, 10], NumberRange.ReadIntegers("1-10[3]", 0, 100));

    [Theory]
    [InlineData("steps=10,20-30(+5)", "10", "20", "25", "30")]
    [InlineData("sampler=ddim,PLMS,dpm-solver", "DDIM", "PLMS", "DPM-Solver")]
    [InlineData("guidance=1,7.5", "1", "7.5")]
    [InlineData("seeds=1-3", "1", "2", "3")]
    [InlineData("size=512,768x512", "512 × 512", "768 × 512")]
    [InlineData("style=none,Cubism", "no style", "cubism")]
    [InlineData("prompt=fox,cat,\"dog, old\"", "fox", "cat", "dog, old")]
    [InlineData("negative=,blurry", "nothing", "blurry")]
    [InlineData("precision=full,autocast", "full", "autocast")]
    [InlineData("fast=off,1,\"reuse=3,merge=0.5\"", "off", "1", "reuse=3,merge=0.5")]
    [InlineData("schedule=automatic,karras", "Automatic", "Karras")]
    public void Axes_are_read(string text, params string[] labels) => Assert.Equal(labels, StudyAxis.Read(text, s_base).Values.Select(value => value.Label));

    [Theory]
    [InlineData("steps", "'steps' is not an axis such as steps=10,25,50")]
    [InlineData("=1", "'=1' is not an axis")]
    [InlineData("step5=1", "'step5' cannot be compared. Did you mean steps?")]
    [InlineData("colour=1", "'colour' cannot be compared (choose from steps, sampler, ")]
    [InlineData("steps=", "steps has no values; such as 10,25,50")]
    [InlineData("steps=ten", "'ten' is not a number or a range")]
    [InlineData("steps=0", "'0' has 0 in it, which is out of range; 1 to 1000 can be given")]
    [InlineData("steps=2.5", "'2.5' has 2.5 in it, which is not a whole number")]
    [InlineData("steps=1-5(-1)", "'1-5(-1)' never arrives")]
    [InlineData("seed=1-5000", "'1-5000' would be 5000 numbers; 1 to 1000 can be")]
    [InlineData("steps=5,5", "steps has '5' twice")]
    [InlineData("sampler=dimm", "there is no sampler 'dimm'. There are ddim, plms, dpm_solver")]
    [InlineData("size=100", "width 100 is not a multiple of 8; the nearest are 96 and 104")]
    [InlineData("size=wide", "invalid size: 'wide'; wanted is WIDTHxHEIGHT in pixels, such as 768x512")]
    [InlineData("aspect=16", "'16' is not an aspect ratio such as 16:9")]
    [InlineData("aspect=1:99", "'1:99' is not an aspect ratio such as 16:9, from 1:8 to 8:1")]
    [InlineData("style=cubsim", "there is no style 'cubsim'. Did you mean 'cubism'?")]
    [InlineData("prompt=wolf,cat", "'wolf' is not in the prompt; the first value is searched for")]
    [InlineData("prompt=fox,\"cat", "'fox,\"cat': quotes are opened and never closed")]
    [InlineData("precision=half", "there is no precision 'half'")]
    public void Wrong_axes_are_answered(string text, string message)
        => Assert.StartsWith(message, Assert.Throws<UsageException>(() => StudyAxis.Read(text, s_base)).Message);

    [Theory]
    [InlineData(512, "1:1", "512x512")]
    [InlineData(512, "16:9", "704x384")]
    [InlineData(512, "9:16", "384x704")]
    [InlineData(512, "4:3", "576x448")]
    [InlineData(128, "4:3", "144x112")]
    [InlineData(128, "16:9", "176x96")]
    public void Aspect_ratios_keep_about_the_area(int side, string ratio, string expected)
        => Assert.Equal(expected, AspectRatio.Read(ratio)(new PictureSize(side, side)).ToString());

    [Fact]
    public void The_first_value_of_a_prompt_axis_is_replaced_by_each()
        => Assert.Equal(["a red fox", "a red cat"], StudyAxis.Read("prompt=fox,cat", s_base).Values.Select(value => value.Apply(s_base.Settings).Prompt));
}
