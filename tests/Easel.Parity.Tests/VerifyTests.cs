using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>Pictures of every painting command are painted again, alone, from what their files say, and come out as the same files; what is not so is told.</summary>
public sealed class VerifyTests : IDisposable
{
    private static byte[]? s_one;

    private readonly EngineRun _run = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>micro-sd, as every command and <c>verify</c> are told it.</summary>
    internal static string[] Model =>
    [
        "--ckpt", Goldens.Path("micro-sd", "model.ckpt"), "--config", Goldens.Path("micro-sd", "v1-micro-inference.yaml"), "--vocab", Goldens.Path("bpe_simple_vocab_16e6.txt.gz"), "--threads", "2",
    ];

    private string Picture => _run.PathOf("picture.png");

    private string Mask => _run.PathOf("mask.png");

    [Theory]
    [InlineData(3, "--n_samples", "3", "--n_iter", "1", "--ddim_eta", "0.5")]
    [InlineData(4, "--n_samples", "2", "--n_iter", "2", "--fixed_code", "--plms", "--ddim_steps", "4")]
    [InlineData(2, "--n_samples", "2", "--noise", "cuda", "--ddim_eta", "1")]
    [InlineData(4, "--n_samples", "2", "--n_iter", "2", "--noise", "numpy", "--dpm_solver", "--ddim_steps", "3")]
    [InlineData(2, "--n_iter", "2", "--precision", "autocast")]
    [InlineData(1, "--H", "256", "--W", "256", "--ddim_steps", "1")] // with a watermark
    [InlineData(1, "--syntax", "weighted", "--prompt", "a (fox:1.3) in [snow:rain:0.5] AND a boat :0.5", "--ddim_steps", "4")]
    [InlineData(1, "--fast", "reuse=2,guidance=0-0.5", "--ddim_steps", "6")]
    [InlineData(1, "--fast", "int8")]
    [InlineData(1, "--prompt", "東京 \0 \"x\"", "--seed", "4294967295")]
    public async Task Pictures_of_a_text_are_painted_again_to_the_byte(int count, params string[] words)
    {
        await PaintedAsync(["txt2img", .. Model, .. EngineRun.Small, "--H", "32", "--W", "72", "--outdir", _run.Outdir, "--precision", "full", "--no-safety-checker", .. words]);

        await AssertIdenticalAsync(count, Path.Combine(_run.Outdir, "samples"));
    }

    [Fact]
    public async Task Pictures_of_a_ragged_batch_and_of_later_iterations_are_painted_again_to_the_byte()
    {
        await File.WriteAllLinesAsync(_run.PathOf("prompts.txt"), ["a fox", "a boat", "a lighthouse", "a tree", "a house"], Cancel);

        await PaintedAsync(["txt2img", .. Model, .. EngineRun.Small, "--H", "32", "--W", "72", "--outdir", _run.Outdir, "--precision", "full", "--from-file", _run.PathOf("prompts.txt"), "--n_samples", "3", "--n_iter", "2", "--ddim_eta", "1"]);

        await AssertIdenticalAsync(10, Path.Combine(_run.Outdir, "samples"));
    }

    [Theory]
    [InlineData("--sampler", "Euler a")]
    [InlineData("--sampler", "DPM++ 3M SDE", "--schedule", "exponential", "--negative", "blur")]
    public async Task A_picture_of_several_with_seeds_of_their_own_has_the_file_that_its_seed_alone_gives(params string[] words)
    {
        string[] paint = ["paint", "a fox", .. Model, "--size", "72x32", "--steps", "4", "--precision", "full", .. words];
        await PaintedAsync([.. paint, "--count", "3", "--seed", "7", "--out", _run.PathOf("three")]);
        await PaintedAsync([.. paint, "--seed", "8", "--out", _run.PathOf("one.png")]);

        Assert.Equal(await File.ReadAllBytesAsync(_run.PathOf("three/00001-8.png"), Cancel), await File.ReadAllBytesAsync(_run.PathOf("one.png"), Cancel));
        await AssertIdenticalAsync(3, _run.PathOf("three"));
    }

    [Theory]
    [InlineData("img2img", "--init-img", false)] // 100 x 90, scaled to 96 x 64
    [InlineData("img2img", "--init-img", true)]
    [InlineData("paint", "--init", true)]
    [InlineData("paint --size 64x72", "--init", true)] // covered
    [InlineData("demo", "--init-image", true)]
    public async Task Pictures_that_begin_with_a_picture_want_its_file_as_it_was_given(string command, string option, bool hasMask)
    {
        WritePictures(100, 90);
        string[] words = [.. command.Split(' '), .. command.StartsWith("paint", StringComparison.Ordinal) ? new[] { "a fox" } : ["--prompt", "a fox"]];
        string output = _run.PathOf("result");
        string[] to = words[0] switch
        {
            "img2img" => ["--outdir", output, "--n_samples", "2", "--n_iter", "1", "--skip_grid", "--ddim_steps", "4"],
            "paint" => ["--out", output, "--count", "2", "--seed", "3", "--steps", "4"],
            _ => ["--output", Path.Combine(output, "1.png"), "--seed", "3", "--num-inference-steps", "4", "--H", "32", "--W", "72"],
        };
        string[] model = words[0] == "demo" ? [.. Model.Select(word => word == "--ckpt" ? "--model" : word)] : Model;
        await PaintedAsync([.. words, .. model, .. to, option, Picture, "--strength", "0.6", "--precision", "full", .. hasMask ? new[] { "--mask", Mask } : []]);

        await AssertIdenticalAsync(words[0] == "demo" ? 1 : 2, words[0] == "img2img" ? Path.Combine(output, "samples") : output, ["--init", Mask, "--init", Picture, .. hasMask ? new[] { "--mask", Mask } : []]);
    }

    [Fact]
    public async Task Pictures_of_a_folder_that_were_padded_are_painted_again_to_the_byte()
    {
        foreach ((string name, int width, int height) in new[] { ("a", 67, 70), ("b", 72, 64) })
        {
            WritePictures(width, height, $"in/{name}.png", $"in/{name}_mask.png");
        }

        await PaintedAsync(["inpaint", .. Model, "--indir", _run.PathOf("in"), "--outdir", _run.PathOf("result"), "--steps", "3", "--precision", "full"]);

        await AssertIdenticalAsync(2, _run.PathOf("result"), ["--init", _run.PathOf("in/a.png"), "--mask", _run.PathOf("in/a_mask.png"), "--init", _run.PathOf("in/b.png"), "--mask", _run.PathOf("in/b_mask.png")]);
        Assert.Equal((67, 70), (PngFile.Load(_run.PathOf("result/a.png")).Image.Width, PngFile.Load(_run.PathOf("result/a.png")).Image.Height));
    }

    [Theory]
    [InlineData("--beta-start", "0.001", "--beta-end", "0.02", "--beta-schedule", "linear")]
    [InlineData("--beta-schedule", "squaredcos_cap_v2")]
    public async Task Pictures_with_noise_that_the_command_line_names_are_painted_again_to_the_byte(params string[] betas)
    {
        await PaintedAsync(["demo", .. Model.Select(word => word == "--ckpt" ? "--model" : word), "--prompt", "a fox", "--seed", "3", "--num-inference-steps", "4", "--H", "32", "--W", "72", "--precision", "full", "--output", _run.PathOf("result/1.png"), .. betas]);

        await AssertIdenticalAsync(1, _run.PathOf("result"));
        Assert.Contains("Taken as they stand: its texts 'stable_diffusion_model', ", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exactness_of_pocket_is_a_matter_of_known_digests()
    {
        // Recorded of this request in full; that of the pixels was computed of the file by Python's zlib and hashlib too.
        string[] latents =
        [
            "238405c120ea1d319a524a8a7684a0f620a62b4c2a227cf03678357041cc3312", "17d70e655be431481b5e508f6c991e10f9d8f777fc13bf2ba3a606cb8801c5a2",
            "b88599d85aa3684f39160698e7246411439899c69151d8be57f45a09075246df", "3c4b6cec912e9dd59569611c0d01abeae9da0c42c574f63387c6c1f5f218885f",
        ];

        await PaintedAsync(["paint", "a house under the sun", "--ckpt", "pocket", "--seed", "7", "--precision", "full", "--sampler", "ddim", "--steps", "4", "--json", "--out", _run.PathOf("house.png")]);

        JsonObject digests = RecordOf(_run.PathOf("house.png"))["digests"]!.AsObject();
        Assert.Equal(latents, digests["latents"]!.AsArray().Select(latent => (string?)latent));
        Assert.Equal("c904c018c5b42a89ef88178e4027e1efb19fd6a437bfc769b704df163d3a7982", (string?)digests["decoded"]);
        Assert.Equal("8c40dcc01234dcdb7cc3cad9fc9e73df40af93835d6c856bd892085b567e464e", (string?)digests["pixels"]);
        JsonElement[] events = [.. _run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(latents, events.Where(one => one.GetProperty("event").GetString() == "step").Select(step => step.GetProperty("sha256").EnumerateArray().Single().GetString()));
        Assert.Equal((string?)digests["decoded"], events.Single(one => one.GetProperty("event").GetString() == "image").GetProperty("sha256").GetString());
        AssertTold("identical: all 4 steps, the picture and its file", await _run.RunAsync("verify", _run.PathOf("house.png")), code: 0);
    }

    [Fact]
    public async Task What_was_painted_again_is_kept_if_it_is_asked_for()
    {
        string picture = await OnePictureAsync();

        Assert.Equal(0, await VerifyAsync(picture, "--keep", _run.PathOf("again.png")));

        Assert.Equal(await File.ReadAllBytesAsync(picture, Cancel), await File.ReadAllBytesAsync(_run.PathOf("again.png"), Cancel));
        Assert.Equal(1, await VerifyAsync(picture, "--keep", _run.PathOf("again.png")));
        Assert.Contains("again.png exists already and is not overwritten", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_was_recorded_otherwise_is_the_first_difference()
    {
        string picture = await OnePictureAsync();
        Change(picture, record => record["digests"]!["latents"]![2] = new string('0', 64));

        AssertTold("different from step 3 of 4 on", await VerifyAsync(picture));
        Assert.Contains("Step 4 is the same again, which painting cannot come to: the record was changed.", _run.Output, StringComparison.Ordinal);
        AssertTold("the same up to step 2 of 4; what follows was not painted", await VerifyAsync(picture, "--until", "2"), code: 0);
        AssertTold("its pixels are those that were written (not painted again)", await VerifyAsync(picture, "--quick"), code: 0);
    }

    [Fact]
    public async Task Another_seed_than_the_recorded_one_is_another_from_the_first_step_on()
    {
        string picture = await OnePictureAsync();
        Change(picture, record => record["request"]!["seed"] = 43);

        int code = await VerifyAsync(picture, "--json");

        JsonElement answer = JsonDocument.Parse(_run.Output.Split('\n').Single(line => line.Contains("\"event\":\"picture\"", StringComparison.Ordinal))).RootElement;
        Assert.Equal((1, "different", "step", 1, 4, true), (code, answer.GetProperty("verdict").GetString(), answer.GetProperty("stage").GetString(), answer.GetProperty("step").GetInt32(), answer.GetProperty("steps").GetInt32(), answer.GetProperty("pixelsAsWritten").GetBoolean()));
        Assert.True(answer.GetProperty("largestDifference").GetInt32() > 0);
    }

    [Fact]
    public async Task An_edited_pixel_is_told_from_another_picture()
    {
        string picture = await OnePictureAsync();
        PngPicture png = PngFile.Load(picture);
        byte[] pixels = png.Image.Pixels.ToArray();
        pixels[100] ^= 1;
        await File.WriteAllBytesAsync(picture, PngFile.Encode(new Image(png.Image.Width, png.Image.Height, pixels), png.Texts), Cancel);

        AssertTold("edited: painted again it is as its record says", await VerifyAsync(picture));
        Assert.Contains("up to 1 of 255 levels away", _run.Output, StringComparison.Ordinal);
        AssertTold("edited: its pixels are not those that were written", await VerifyAsync(picture, "--quick"));
    }

    [Fact]
    public async Task What_was_changed_behind_the_pixels_is_named()
    {
        string picture = await OnePictureAsync();
        byte[] whole = await File.ReadAllBytesAsync(picture, Cancel);
        PngPicture png = PngFile.Decode(whole, picture);
        await File.WriteAllBytesAsync(picture, PngFile.Encode(png.Image, [.. png.Texts.Select(text => text.Keyword == "parameters" ? text with { Text = $"no {text.Text}" } : text)]), Cancel);
        AssertTold("the same picture, but its text 'parameters' is not what Easel writes into it", await VerifyAsync(picture));

        await File.WriteAllBytesAsync(picture, WithGamma(whole), Cancel);
        AssertTold("identical: all 4 steps, the picture and its texts\n", await VerifyAsync(picture), code: 0);
        Assert.Contains("Pixels and texts are the same in other bytes: another program has written the file anew, or added to it (chunks gAMA). gAMA can change how programs show it.\n", _run.Output, StringComparison.Ordinal);

        await File.WriteAllBytesAsync(picture, whole, Cancel);
        Change(picture, record => record["digests"]!["decoded"] = new string('1', 64));
        AssertTold("different in decoding alone: all 4 steps are the same", await VerifyAsync(picture));

        await File.WriteAllBytesAsync(picture, whole, Cancel);
        Change(picture, record => record["kept"] = new JsonArray(32, 32));
        AssertTold("another picture: its record is of a picture of which 32 x 32 pixels were left, but it has ", await VerifyAsync(picture));
    }

    [Fact]
    public async Task A_flagged_picture_is_known_by_its_card()
    {
        string picture = await OnePictureAsync();
        PngPicture png = PngFile.Load(picture);
        Image card = Diffusion.Safety.ReplacementPicture.OwnCard().For(png.Image.Width, png.Image.Height);
        await File.WriteAllBytesAsync(picture, PngFile.Encode(card, png.Texts), Cancel);
        Change(picture, record =>
        {
            record["digests"]!["pixels"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(card.Pixels.Span));
            record.Insert(record.IndexOf("digests"), "safety", new JsonObject { ["checked"] = true, ["flagged"] = true, ["maxScore"] = 0.25 });
        });
        AssertTold("identical: all 4 steps, the picture and its file", await VerifyAsync(picture), code: 0);
        Assert.Contains("What the safety checker found is taken from the record.", _run.Output, StringComparison.Ordinal);

        WritePictures(80, 80);
        AssertTold("different behind the decoder alone", await VerifyAsync(picture, "--replacement", Picture));
        Assert.Contains("The safety checker flagged it", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_model_is_named_and_nothing_is_painted()
    {
        string picture = await OnePictureAsync();
        string other = _run.PathOf("other.ckpt");
        string told = _run.Error;
        File.Copy(Pocket.Model.Options.Checkpoint, other);

        AssertTold("cannot be painted again: it was made by another model: model.ckpt (SHA-256 ", await _run.RunAsync("verify", picture, "--ckpt", other));
        Assert.Contains($"{other} has SHA-256 ", _run.Output, StringComparison.Ordinal);
        AssertTold("cannot be painted again: the model is not here: model.ckpt (SHA-256 ", await _run.RunAsync("verify", picture));
        Assert.Equal(told, _run.Error);
    }

    [Fact]
    public async Task What_a_difference_may_come_from_is_told()
    {
        string picture = await OnePictureAsync();
        Change(picture, record =>
        {
            record["engine"] = "Easel 0.0.9";
            record["model"]!["vocabulary"] = new string('0', 64);
            record["model"]!["settings"] = new string('1', 64);
            record["digests"]!["latents"]![0] = new string('2', 64);
        });

        AssertTold("different from step 1 of 4 on", await VerifyAsync(picture));

        Assert.Contains("Easel 0.0.9 made it, and this is 0.1.0: the difference may be the version's.", _run.Output, StringComparison.Ordinal);
        Assert.Contains("Name it: --vocab FILE", _run.Output, StringComparison.Ordinal);
        Assert.Contains("Name it: --config FILE", _run.Output, StringComparison.Ordinal);

        Change(picture, record => (record["model"]!["device"], record["model"]!["precision"]) = ("cuda (NVIDIA H100 80GB HBM3)", "autocast"));
        AssertTold("different from step 1 of 4 on", await VerifyAsync(picture, "--device", "cpu"));
        Assert.Contains("It was painted on cuda (NVIDIA H100 80GB HBM3), and again on cpu: devices round differently", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_picture_of_another_version_is_the_same_if_it_paints_the_same()
    {
        string picture = await OnePictureAsync();
        PngPicture png = PngFile.Load(picture);
        await File.WriteAllBytesAsync(picture, PngFile.Encode(png.Image, [.. png.Texts.Select(text => text with { Text = text.Text.Replace("Easel 0.1.0", "Easel 0.0.9", StringComparison.Ordinal) })]), Cancel);

        AssertTold("identical: all 4 steps, the picture and its file", await VerifyAsync(picture), code: 0);

        Assert.Contains("Easel 0.0.9 made it, and this one, 0.1.0, paints the same.", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_of_form_1_is_compared_by_pixels()
    {
        string picture = await OnePictureAsync();
        Change(picture, record =>
        {
            record["format"] = 1;
            record.Remove("digests");
            record.Remove("begun");
            (record["model"] as JsonObject)!.Remove("settings");
        });

        AssertTold("the same pixels: its record has no digests", await VerifyAsync(picture), code: 0);
        Change(picture, record => (record["iteration"], record["request"]!["iterations"]) = (1, 2));
        AssertTold("cannot be painted again alone: an older Easel wrote its record", await VerifyAsync(picture));
    }

    public void Dispose() => _run.Dispose();

    /// <summary>A picture of four steps, painted once for all tests.</summary>
    private async Task<string> OnePictureAsync()
    {
        s_one ??= await PaintOneAsync();
        await File.WriteAllBytesAsync(_run.PathOf("one.png"), s_one, Cancel);
        return _run.PathOf("one.png");
    }

    private async Task<byte[]> PaintOneAsync()
    {
        await PaintedAsync(["paint", "a fox", .. Model, "--size", "72x32", "--steps", "4", "--seed", "42", "--precision", "full", "--out", _run.PathOf("painted.png")]);
        return await File.ReadAllBytesAsync(_run.PathOf("painted.png"), Cancel);
    }

    private async Task PaintedAsync(string[] words)
    {
        int code = await _run.RunAsync([.. words, "--device", "cpu"]);
        Assert.True(code == 0, _run.Error);
    }

    private Task<int> VerifyAsync(string picture, params string[] words) => _run.RunAsync(["verify", picture, .. Model, .. words]);

    private async Task AssertIdenticalAsync(int count, string folder, params string[] words)
    {
        string[] files = [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal)];
        Assert.Equal(count, files.Length);

        int code = await _run.RunAsync(["verify", .. files, .. Model, "--keep", _run.PathOf("again"), .. words]);

        Assert.True(code == 0, _run.Output + _run.Error);
        Assert.Equal(count, _run.Output.Split('\n').Count(line => line.Contains(": identical: ", StringComparison.Ordinal)));
        Assert.DoesNotContain("in other bytes", _run.Output, StringComparison.Ordinal);
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(_run.PathOf("again"), Path.GetFileName(file)))));
    }

    private void AssertTold(string text, int found, int code = 1)
    {
        Assert.Contains(text, _run.Output, StringComparison.Ordinal);
        Assert.True(code == found, _run.Output + _run.Error);
    }

    private static JsonObject RecordOf(string path) => (JsonObject)JsonNode.Parse(PngFile.Load(path).Texts.Single(text => text.Keyword == "easel").Text)!;

    /// <summary>Changes a picture's record.</summary>
    private static void Change(string path, Action<JsonObject> change)
    {
        PngPicture png = PngFile.Load(path);
        JsonObject record = RecordOf(path);
        change(record);
        File.WriteAllBytes(path, PngFile.Encode(png.Image, [.. png.Texts.Select(text => text.Keyword == "easel" ? text with { Text = record.ToJsonString() } : text)]));
    }

    /// <summary>The file with a chunk that Easel does not write before its end.</summary>
    private static byte[] WithGamma(byte[] file)
    {
        byte[] chunk = new byte[12 + 4];
        BinaryPrimitives.WriteUInt32BigEndian(chunk, 4);
        "gAMA"u8.CopyTo(chunk.AsSpan(4));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8), 45455);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(12), 0x0BFC6105); // CRC-32 of gAMA with 45455, as every PNG of gamma 1/2.2 has it
        const int Header = 8 + 25;
        return [.. file.AsSpan(0, Header), .. chunk, .. file.AsSpan(Header)];
    }

    private void WritePictures(int width, int height, string picture = "picture.png", string mask = "mask.png")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_run.PathOf(picture))!);
        byte[] pixels = [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)((i * 7 / 13) + (i / (width * 3))))];
        File.WriteAllBytes(_run.PathOf(picture), PngFile.Encode(new Image(width, height, pixels)));
        byte[] shades = [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)(i / 3 % width < width / 2 ? 200 : 0))];
        File.WriteAllBytes(_run.PathOf(mask), PngFile.Encode(new Image(width, height, shades)));
    }
}
