using Easel.Diffusion;
using Easel.Fuzzing.Engine;
using Easel.Imaging;
using Easel.Painting.Metadata;
using Easel.Painting.Studies.Cells;

namespace Easel.Fuzzing.Targets;

/// <summary>The text <c>parameters</c> of web UIs.</summary>
internal sealed class InfotextTarget : FuzzTarget
{
    public override string Name => "infotext";

    public override IReadOnlyList<Type> Refusals => [];

    // Each pair is a match of a regular expression with its groups.
    public override long AllocationPerByte => 512;

    public override IEnumerable<byte[]> Seeds => [Whole, Text("a\nSteps: 1, Seed: 2, Size: 8x8, Hashes: \"{\\\"a\\\": 1}\""), Text("Negative prompt: x, Seed: 2, Steps: 3")];

    public override IReadOnlyList<byte[]> Tokens => Words("Negative prompt:", "Steps: 20", ", ", "Seed: 1", "Size: 512x512", "CFG scale: 7", "\n", "\r\n", "\"", "\\", "\\u", "\\ud800", ":", "a b-/", ": \"", "\",", " ", "\u2028", "\t");

    public static byte[] Whole => Text("a cat, (sitting:1.2)\non a mat\nNegative prompt: dog\nSteps: 20, Sampler: Euler a, CFG scale: 7.5, Seed: 42, Size: 512x512, Model hash: abc, Lora hashes: \"x: 1, y: 2\", Version: v1");

    public override void Read(byte[] input)
    {
        if (InfotextReader.Read(Text(input)) is InfotextReader told)
        {
            Promise(told.Prompt.Length + told.Negative.Length <= input.Length, "prompts are no longer than the text");
        }
    }
}

/// <summary>A picture's texts and EXIF as parameters of a run. An input is texts between U+0000: a keyword, a text, and so on; what follows a keyword <c>eXIf</c> is that block.</summary>
internal sealed class RecordedParametersTarget : FuzzTarget
{
    private readonly ScratchFolder _scratch = new("parameters");

    public override string Name => "recorded-parameters";

    public override IReadOnlyList<Type> Refusals => [typeof(GenerationException), typeof(ImageException)];

    public override long AllocationPerByte => 1024;

    public override IEnumerable<byte[]> Seeds =>
    [
        [.. "easel\0"u8, .. Text("""{"kind":"sample","prompt":"a cat","seed":42,"request":{"seed":1,"steps":20,"scale":7.5,"width":64,"height":64,"sampler":"ddim","noise":"torch","negativePrompt":"dog","initial":{"strength":0.5}}}""")],
        [.. "parameters\0"u8, .. InfotextTarget.Whole],
        [.. "stable_diffusion_prompt\0a cat\0stable_diffusion_seed\01\0stable_diffusion_model\0x\0stable_diffusion_init_image\0../a/b.png"u8],
        [.. "eXIf\0"u8, .. "MM\0*\0\0\0\u0008\0\u0002\u0001\u0031\0\u0002\0\0\0\u0019\0\0\0\u0026\u0001\u000e\0\u0002\0\0\0\u0040\0\0\0\u003f"u8, .. new byte[4], .. "stable_diffusion.openvino\0{\"stable_diffusion_prompt\":\"a cat\",\"stable_diffusion_seed\":\"1\"}"u8],
    ];

    public override IReadOnlyList<byte[]> Tokens =>
        [.. Words("\0", "easel\0", "parameters\0", "stable_diffusion_", "stable_diffusion.openvino", "eXIf\0", "{", "}", "[", "]", "\"", ":", ",", "\"kind\":", "\"request\":", "\"seed\":", "\"initial\":", "\"strength\":", "\"prompt\":", "null", "\\ud800", "1e400",
            "Steps: 1, Seed: 2, Size: 8x8", "Negative prompt:", "\n", "MM\0*", "II*\0")];

    public override void Read(byte[] input)
    {
        string path = Path.Combine(_scratch.Path, "picture.png");
        File.WriteAllBytes(path, Picture(input));
        var read = RecordedParameters.Read(path);
        Promise(read.Words.All(word => word.StartsWith("--", StringComparison.Ordinal) && word.Contains('=', StringComparison.Ordinal)), "words are options with values");
    }

    private static byte[] Picture(ReadOnlySpan<byte> input)
    {
        List<byte[]> chunks = [];
        while (!input.IsEmpty)
        {
            ReadOnlySpan<byte> keyword = Take(ref input);
            if (keyword.SequenceEqual("eXIf"u8))
            {
                chunks.Add(PngParts.Chunk("eXIf", input));
                break;
            }

            chunks.Add(PngParts.Chunk("iTXt", [.. keyword, 0, 0, 0, 0, 0, .. Take(ref input)]));
        }

        return PngParts.Picture([.. chunks]);
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> input)
    {
        int end = input.IndexOf((byte)0);
        ReadOnlySpan<byte> taken = end < 0 ? input : input[..end];
        input = end < 0 ? [] : input[(end + 1)..];
        return taken;
    }
}

/// <summary>The record in a study's finished cell: a damaged one is painted anew.</summary>
internal sealed class StudyCellTarget : FuzzTarget
{
    private readonly ScratchFolder _scratch = new("study");

    public override string Name => "study-cell";

    public override IReadOnlyList<Type> Refusals => [];

    public override IEnumerable<byte[]> Seeds => [Text("""{"seconds":1.5,"family":"sd-v1","device":"CPU"}""")];

    public override IReadOnlyList<byte[]> Tokens => Words("{", "}", "[", "]", "\"", ":", ",", "\"seconds\":1", "\"family\":", "\"device\":", "null", "\\ud800", "1e400", "-0");

    public override void Read(byte[] input)
    {
        string folder = Path.Combine(_scratch.Path, CellCache.FolderName);
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "key.png"), PngParts.Picture(PngParts.Chunk("iTXt", [.. "easel-cell\0\0\0\0\0"u8, .. input])));
        if (new CellCache(_scratch.Path).Find("key") is PaintedCell cell)
        {
            Promise(double.IsFinite(cell.Seconds), "times are numbers");
        }
    }
}
