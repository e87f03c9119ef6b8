using Easel.Diffusion;
using Easel.Fuzzing.Engine;
using Easel.Painting.Styles;

namespace Easel.Fuzzing.Targets;

/// <summary>A web UI's <c>styles.csv</c>.</summary>
internal sealed class StylesCsvTarget : FuzzTarget
{
    public override string Name => "styles-csv";

    public override IReadOnlyList<Type> Refusals => [typeof(GenerationException)];

    public override IEnumerable<byte[]> Seeds => [Text("name,prompt,negative_prompt\nA,\"a {prompt}, \"\"b\"\"\",c\r\n#x\nB, two\n"), Text("name,text\nA,a")];

    public override IReadOnlyList<byte[]> Tokens => Words("name", "prompt", "negative_prompt", "text", ",", "\"", "\"\"", "\r\n", "\n", "{prompt}", "#", " ", "\uFEFF");

    public override long AllocationPerByte => 512;

    public override void Read(byte[] input)
    {
        foreach (PromptStyle style in StylesCsv.Read(Text(input), "styles.csv").Styles)
        {
            _ = style.ApplyTo("a cat") + style.ApplyToNegative("");
        }
    }
}

/// <summary>Styles in JSON.</summary>
internal sealed class StylesJsonTarget : FuzzTarget
{
    public override string Name => "styles-json";

    public override IReadOnlyList<Type> Refusals => [typeof(GenerationException)];

    public override IEnumerable<byte[]> Seeds => [Text("""{"name":"n","title":"t","styles":[{"name":"A","prompt":"a {prompt}","negative_prompt":null,"description":"d"}]}"""), Text("""[{"name":"B","negative_prompt":"x"},]""")];

    public override IReadOnlyList<byte[]> Tokens => Words("{", "}", "[", "]", ":", ",", "\"", "\"name\":", "\"prompt\":", "\"negative_prompt\":", "\"styles\":", "{prompt}", "\\ud800", "\\u0000", "null", "/*", "//", "1e400");

    public override long AllocationPerByte => 512;

    public override void Read(byte[] input)
    {
        foreach (PromptStyle style in StylesJson.Read(Text(input), "styles.json").Styles)
        {
            _ = style.ApplyTo("a cat") + style.ApplyToNegative("");
        }
    }
}
