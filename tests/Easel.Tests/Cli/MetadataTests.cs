using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Easel.Imaging.Png;

namespace Easel.Tests.Cli;

public sealed class MetadataTests : IDisposable
{
    private readonly CommandRun _run = new();

    [Fact]
    public async Task A_single_picture_has_the_text_that_web_UIs_write()
    {
        await _run.PaintAsync("--n_iter", "1", "--n_samples", "1", "--prompt", "a red fox, [oil]", "--plms");

        // SHA-256 of the checkpoint's seven bytes "weights" begins with 9a129038d9.
        Assert.Equal(
            "a red fox, [oil]\nSteps: 3, Sampler: PLMS, CFG scale: 7.5, Seed: 42, Size: 8x16, Model hash: 9a129038d9, Model: model, RNG: CPU, Version: Easel 0.1.0",
            Text("samples/00000.png", "parameters"));
    }

    [Fact]
    public async Task What_was_left_out_is_told_part_by_part()
    {
        await _run.PaintAsync("--fast", "guidance=0-0.8,reuse=3:0.25", "--n_iter", "1", "--n_samples", "1", "--json");

        Assert.Contains(", Size: 8x16, Model hash: 9a129038d9, Model: model, Fast: \"reuse=3:0.25,guidance=0-0.8\", RNG: CPU, ", Text("samples/00000.png", "parameters"));
        Assert.Equal("reuse=3:0.25,guidance=0-0.8", JsonDocument.Parse(Text("samples/00000.png", "easel")).RootElement.GetProperty("request").GetProperty("fast").GetString());
        Assert.Contains("\"fast\":\"reuse=3:0.25,guidance=0-0.8\"", _run.Output);
    }

    [Theory]
    [InlineData("off")]
    [InlineData("0")]
    [InlineData("reuse=1,guidance=0-1,merge=0")]
    public async Task What_leaves_nothing_out_is_as_if_it_were_not_there(string fast)
    {
        await _run.PaintAsync("--n_iter", "1", "--json");
        string told = _run.Output;
        await _run.PaintAsync("--n_iter", "1", "--json", "--fast", fast);

        Assert.DoesNotContain("fast", _run.Output);
        Assert.Equal(told.Split('\n')[1], _run.Output[told.Length..].Split('\n')[1]);
        Assert.Equal(File.ReadAllBytes(Path.Combine(_run.Outdir, "samples/00000.png")), File.ReadAllBytes(Path.Combine(_run.Outdir, "samples/00003.png")));
    }

    [Fact]
    public async Task One_of_several_pictures_says_which()
    {
        await _run.PaintAsync("--dpm_solver", "--noise", "cuda");

        Assert.Contains("Sampler: DPM++ 2M, ", Text("samples/00005.png", "parameters"));
        Assert.EndsWith("RNG: NV, Batch size: 3, Batch pos: 2, Iteration: 2 of 2, Version: Easel 0.1.0", Text("samples/00005.png", "parameters"));
    }

    [Fact]
    public async Task The_last_line_is_what_web_UIs_recognise()
    {
        File.Copy(_run.Checkpoint, _run.PathOf("odd, name: \"x\".ckpt"));

        await _run.PaintAsync("--ckpt", _run.PathOf("odd, name: \"x\".ckpt"), "--n_samples", "1", "--ddim_eta", "0.25");

        string last = Text("samples/00000.png", "parameters").Split('\n')[^1];
        MatchCollection pairs = Regex.Matches(last, """\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)""");
        Dictionary<string, string> values = pairs.ToDictionary(pair => pair.Groups[1].Value, pair => pair.Groups[2].Value);
        Assert.Equal("odd, name: \"x\"", JsonSerializer.Deserialize<string>(values["Model"]));
        Assert.Equal(("3", "DDIM", "0.25", "8x16"), (values["Steps"], values["Sampler"], values["Eta DDIM"], values["Size"]));
        Assert.Equal(last.Length, pairs.Sum(pair => pair.Length));
    }

    [Fact]
    public async Task Our_own_record_has_all_that_a_picture_depends_on()
    {
        File.WriteAllLines(_run.PathOf("prompts.txt"), ["a", "b\0c", "東京"]);

        await _run.PaintAsync("--from-file", _run.PathOf("prompts.txt"), "--n_samples", "2", "--precision", "full");

        JsonElement record = JsonDocument.Parse(Text("samples/00004.png", "easel")).RootElement;
        JsonElement request = record.GetProperty("request");
        Assert.Equal(("b\0c", 1, 0, 1), (record.GetProperty("prompt").GetString(), record.GetProperty("iteration").GetInt32(), record.GetProperty("batch").GetInt32(), record.GetProperty("index").GetInt32()));
        Assert.Equal(["a", "b\0c"], request.GetProperty("prompts").EnumerateArray().Select(prompt => prompt.GetString()));
        Assert.Equal((2, 2, 2), (request.GetProperty("iterations").GetInt32(), request.GetProperty("batches").GetInt32(), request.GetProperty("noiseBatch").GetInt32()));
        Assert.Equal(("ddim", "torch", 42UL), (request.GetProperty("sampler").GetString(), request.GetProperty("noise").GetString(), request.GetProperty("seed").GetUInt64()));
        JsonElement model = record.GetProperty("model");
        Assert.Equal(("model.ckpt", 7, 64, "full"), (model.GetProperty("file").GetString(), model.GetProperty("bytes").GetInt32(), model.GetProperty("sha256").GetString()!.Length, model.GetProperty("precision").GetString()));
        Assert.Equal(PixelsOf("samples/00004.png"), record.GetProperty("digests").GetProperty("pixels").GetString());
        JsonElement grid = JsonDocument.Parse(Text("grid-0000.png", "easel")).RootElement;
        Assert.Equal(("grid", PixelsOf("grid-0000.png")), (grid.GetProperty("kind").GetString(), grid.GetProperty("digests").GetProperty("pixels").GetString()));
    }

    [Theory]
    [InlineData("cpu (2 threads)", "cpu")]
    [InlineData("cuda:1 (NVIDIA H100 80GB HBM3)", "cuda (NVIDIA H100 80GB HBM3)")]
    public async Task Our_own_record_has_the_device_without_what_a_picture_does_not_depend_on(string device, string recorded)
    {
        _run.Device = device;

        await _run.PaintAsync("--n_iter", "1");

        Assert.Equal(recorded, JsonDocument.Parse(Text("samples/00000.png", "easel")).RootElement.GetProperty("model").GetProperty("device").GetString());
    }

    [Fact]
    public async Task A_folder_of_a_model_has_a_name_but_no_hash()
    {
        Directory.CreateDirectory(_run.PathOf("diffusers"));

        await _run.PaintAsync("--ckpt", _run.PathOf("diffusers") + "/", "--n_iter", "1");

        Assert.Contains("Size: 8x16, Model: diffusers, RNG", Text("samples/00000.png", "parameters"));
    }

    [Fact]
    public async Task The_same_run_gives_the_same_files()
    {
        await _run.PaintAsync("--n_iter", "1");
        await _run.PaintAsync("--n_iter", "1");

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(_run.Outdir, $"samples/0000{i}.png")), File.ReadAllBytes(Path.Combine(_run.Outdir, $"samples/0000{i + 3}.png")));
        }
    }

    public void Dispose() => _run.Dispose();

    private string PixelsOf(string name) => Convert.ToHexStringLower(SHA256.HashData(PngFile.Load(Path.Combine(_run.Outdir, name)).Image.Pixels.Span));

    private string Text(string name, string keyword) => PngFile.Load(Path.Combine(_run.Outdir, name)).Texts.Single(text => text.Keyword == keyword).Text;
}
