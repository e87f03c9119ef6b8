using Easel.Cli.Verification;
using Easel.Diffusion;
using Easel.Fuzzing.Engine;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Painting.Metadata;

namespace Easel.Fuzzing.Targets;

/// <summary>A request as JSON, of pictures and of journals.</summary>
internal sealed class RequestTarget : FuzzTarget
{
    /// <summary>The request of a picture's record.</summary>
    public const string OfPicture = """
        {"iterations":1,"batches":1,"prompts":["a fox"],"noiseBatch":1,"sampler":"ddim","steps":3,"eta":0,"scale":7.5,"width":8,"height":8,"latentChannels":4,"downsampling":8,"seed":42,"noise":"torch","fixedStart":false,"negativePrompt":"dog","syntax":"weighted","schedule":"karras","initial":{"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","maskSha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","strength":0.5,"blending":"exact"},"fast":"off"}
        """;

    /// <summary>The request of a journal.</summary>
    public const string Whole = """
        {"iterations":2,"batches":2,"prompts":[["a fox","a cat"],["a dog"]],"noiseBatch":2,"sampler":"plms","steps":3,"eta":null,"scale":7.5,"width":8,"height":8,"latentChannels":4,"downsampling":8,"seed":42,"noise":"cuda","fixedStart":true,"seedPerIteration":true}
        """;

    public override string Name => "request";

    public override IReadOnlyList<Type> Refusals => [typeof(FormatException)];

    public override long AllocationPerByte => 512;

    public override IEnumerable<byte[]> Seeds => [Text(OfPicture), Text(Whole)];

    public override IReadOnlyList<byte[]> Tokens => JsonWords;

    /// <summary>Words of JSON and of records.</summary>
    public static byte[][] JsonWords => Words(
        "{", "}", "[", "]", "\"", ":", ",", "null", "true", "false", "\\ud800", "1e400", "-0", "[[", "\"prompts\":", "\"steps\":", "\"iterations\":", "\"initial\":", "\"eta\":", "\"sampler\":\"eulerAncestral\"", "\"noise\":\"numpy\"", "\"fast\":\"reuse\"", "{}", "[]", "\"\"");

    public override void Read(byte[] input)
    {
        ImageRequest request = RequestReader.Read(RecordedJson.Parse(input), recorded => new InitialPicture(new Image(1, 1, new byte[3])) { Strength = recorded.Strength });
        Promise(request.Iterations > 0 && request.Batches.Count > 0 && request.Batches.All(batch => batch.Count > 0), "there is something to be painted");
    }
}

/// <summary>A PNG file as <c>easel verify</c> reads it; the input is its text <c>easel</c>.</summary>
internal sealed class PictureRecordTarget : FuzzTarget
{
    private const string Digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    public override string Name => "picture-record";

    public override IReadOnlyList<Type> Refusals => [typeof(FormatException), typeof(ImageException)];

    public override long AllocationPerByte => 1024;

    public override IEnumerable<byte[]> Seeds =>
    [
        Text($$$"""{"format":2,"engine":"Easel 0.1.0","kind":"picture","prompt":"a fox","iteration":0,"batch":0,"index":0,"begun":{"position":12,"spare":0.25},"request":{{{RequestTarget.OfPicture}}},"model":{"family":"Stable Diffusion v1","file":"pocket.safetensors","bytes":19619662,"sha256":"{{{Digest}}}","averagedWeights":false,"precision":"full","device":"cpu","betas":{"rule":"linear","start":0.001,"end":0.02,"times":10},"settings":"{{{Digest}}}","vocabulary":"{{{Digest}}}"},"kept":[8,8],"safety":{"flagged":true},"watermark":"x","digests":{"latents":["{{{Digest}}}"],"decoded":"{{{Digest}}}","pixels":"{{{Digest}}}"}}"""),
        Text("""{"format":1,"engine":"Easel 0.1.0","kind":"grid"}"""),
    ];

    public override IReadOnlyList<byte[]> Tokens => [.. RequestTarget.JsonWords, .. Words("\"format\":1", "\"kind\":\"grid\"", "\"begun\":", "\"position\":", "\"kept\":[", "\"digests\":", "\"betas\":", "\"times\":", "\"rule\":\"scaledLinear\"", "8192", "1000", Digest)];

    public override void Read(byte[] input)
    {
        byte[] bytes = PngParts.Picture(PngParts.Chunk("iTXt", [.. "easel\0\0\0\0\0"u8, .. input]));
        CheckedFile file = new("picture.png", bytes, PngFile.Decode(bytes, "the file"));
        if (file.Text("easel") is string text)
        {
            RecordedPicture record = PictureRecordReader.Read(text);
            Promise(record.Painting is null || (record.Painting.Request.Width <= ImageRequest.MaxSide && record.Painting.Request.Height <= ImageRequest.MaxSide && record.Painting.Request.Steps is > 0 and <= 1000), "what is painted again has bounds");
            _ = file.Pixels == record.Pixels;
        }
    }
}
