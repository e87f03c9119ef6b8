using System.Text;
using Easel.Imaging.Png;
using Easel.Provenance;
using Easel.Provenance.Keys;
using Easel.Provenance.Reading;

namespace Easel.Tests.Cli;

public sealed class SigningTests : IDisposable
{
    private const string Secret = "a fox that nobody is told of";

    private readonly CommandRun _run = new();

    private string Key => _run.PathOf("key.pem");

    [Fact]
    public async Task Pictures_and_grids_are_signed_where_a_key_is_named()
    {
        MakeKey();

        int code = await _run.PaintAsync("--prompt", "a red fox", "--n_iter", "1", "--n_samples", "2", "--sign", Key);

        Assert.Equal((0, 3), (code, _run.Files().Length));
        Assert.All(_run.Files(), file => Assert.Equal((CredentialsStatus.Valid, "Easel 0.1.0"), (Report(file).Status, Report(file).Generator)));
        GenerationClaim claim = Report("samples/00001.png").Claim!;
        Assert.Equal(("a red fox", 42ul, "Test model"), (claim.Prompt!.Text, claim.Seed, claim.ModelFamily));

        // printf weights | sha256sum
        Assert.StartsWith("9a129038d9", claim.ModelSha256);
        Assert.Null(Report("grid-0000.png").Claim!.Prompt);
    }

    [Fact]
    public async Task Nothing_is_signed_unless_it_is_asked_for()
    {
        await _run.PaintAsync("--n_iter", "1");

        Assert.All(_run.Files(), file => Assert.Equal(CredentialsStatus.None, Report(file).Status));
    }

    [Fact]
    public async Task A_signed_picture_is_the_unsigned_one_but_for_its_manifest()
    {
        MakeKey();

        await _run.PaintAsync("--n_iter", "1", "--n_samples", "1", "--skip_grid");
        await _run.PaintAsync("--n_iter", "1", "--n_samples", "1", "--skip_grid", "--sign", Key);

        byte[] signed = Bytes("samples/00001.png");
        (int start, int length) = Provenance.SignedPictures.ChunkOf(signed);
        Assert.Equal(Bytes("samples/00000.png"), (byte[])[.. signed[..start], .. signed[(start + length)..]]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Private_prompts_are_in_no_file(bool isSigned)
    {
        MakeKey();

        await _run.PaintAsync(["--prompt", Secret, "--n_iter", "1", "--n_samples", "2", "--private", .. isSigned ? (string[])["--sign", Key] : []]);

        Assert.Equal(3, _run.Files().Length);
        Assert.All(_run.Files(), file => Assert.True(Bytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret)) < 0, file));
        string named = $"sha256:{ClaimedPrompt.HashOf(Secret)}";
        Assert.StartsWith($"{named}\nSteps: 3, ", Text("samples/00000.png", "parameters"));
        Assert.Contains($"\"prompt\":\"{named}\"", Text("samples/00000.png", "easel"));
        Assert.Equal(Secret, _run.Painter!.Request!.Batches[0][0]);
        Assert.Equal(isSigned ? new ClaimedPrompt(null, named["sha256:".Length..]) : null, Report("samples/00000.png").Claim?.Prompt);
    }

    [Fact]
    public async Task Negative_prompts_and_the_texts_of_demo_are_private_too()
    {
        string painted = _run.PathOf("out/fox.png");
        await _run.RunAsync("paint", Secret, "--negative", "no crows", "--private", "--ckpt", _run.Checkpoint, "--size", "16x16", "--seed", "1", "--out", painted);
        string demo = _run.PathOf("out/demo.png");
        await _run.RunAsync("demo", "--prompt", Secret, "--private", "--model", _run.Checkpoint, "--H", "16", "--W", "16", "--seed", "1", "--output", demo);

        Assert.All([painted, demo], file => Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret)) < 0, file));
        Assert.True(File.ReadAllBytes(painted).AsSpan().IndexOf("no crows"u8) < 0);
    }

    [Theory]
    [InlineData("paint", false), InlineData("paint", true)]
    [InlineData("txt2img", false), InlineData("txt2img", true)]
    [InlineData("img2img", false), InlineData("img2img", true)]
    [InlineData("inpaint", false), InlineData("inpaint", true)]
    [InlineData("demo", false), InlineData("demo", true)]
    public async Task No_word_of_a_private_prompt_is_in_any_file_or_its_name(string command, bool isSigned)
    {
        MakeKey();
        FewPictures.Write(_run.PathOf("in/a.png"), 64, 64);
        FewPictures.WriteMask(_run.PathOf("in/a_mask.png"), 64, 64);
        string[] words = command switch
        {
            "paint" => ["vixen hollow", "--negative", "magpies", "--size", "16x16", "--count", "2", "--seed", "1", "--ckpt", _run.Checkpoint, "--out", _run.Outdir],
            "txt2img" => ["--prompt", "vixen hollow", "--n_iter", "1", "--H", "16", "--W", "16", "--ckpt", _run.Checkpoint, "--outdir", _run.Outdir],
            "img2img" => ["--prompt", "vixen hollow", "--n_iter", "1", "--init-img", _run.PathOf("in/a.png"), "--ckpt", _run.Checkpoint, "--outdir", _run.Outdir],
            "inpaint" => ["--prompt", "vixen hollow", "--negative", "magpies", "--indir", _run.PathOf("in"), "--steps", "3", "--ckpt", _run.Checkpoint, "--outdir", _run.Outdir],
            _ => ["--prompt", "vixen hollow", "--model", _run.Checkpoint, "--H", "16", "--W", "16", "--seed", "1", "--output", Path.Combine(_run.Outdir, "a.png")],
        };

        int code = await _run.RunAsync([command, .. words, "--private", .. isSigned ? (string[])["--sign", Key] : []]);

        Assert.True(code == 0, _run.Error);
        Assert.NotEmpty(_run.Files());
        foreach (string file in _run.Files())
        {
            PngPicture png = PngFile.Load(Path.Combine(_run.Outdir, file));
            string all = string.Join('\n', file, Encoding.Latin1.GetString(Bytes(file)), Encoding.Latin1.GetString(png.Image.Pixels.Span), string.Join('\n', png.Texts.Select(text => text.Text)));
            Assert.All(["vixen", "hollow", "magpies"], word => Assert.DoesNotContain(word, all, StringComparison.OrdinalIgnoreCase));
            Assert.Equal(isSigned, Report(file).Status == CredentialsStatus.Valid);
        }
    }

    [Fact]
    public async Task A_key_that_cannot_sign_is_refused_before_anything_is_painted()
    {
        int missing = await _run.PaintAsync("--sign", _run.PathOf("missing.pem"));
        int wrong = await _run.PaintAsync("--sign", _run.Checkpoint);
        int nameless = await _run.PaintAsync("--sign", "");

        Assert.Equal((1, 1, 2), (missing, wrong, nameless));
        Assert.Null(_run.Painter);
        Assert.Contains($"easel txt2img: error: {_run.PathOf("missing.pem")}: there is no such file.\n", _run.Error);
        Assert.Contains($"{_run.Checkpoint}: there is neither a private key nor a certificate in it.", _run.Error);
        Assert.Contains("argument --sign: no file is given\n", _run.Error);
    }

    [Fact]
    public async Task Keys_are_made_for_their_owner_alone_and_never_in_the_place_of_others()
    {
        int made = await _run.RunAsync("keys", "create", Key, "--name", "Jane Doe", "--curve", "P-384");
        int again = await _run.RunAsync("keys", "create", Key);
        int shown = await _run.RunAsync("keys", "show", Key);

        Assert.Equal((0, 1, 0), (made, again, shown));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Key) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.Contains("exists already and is not overwritten", _run.Error);
        Assert.Contains("nobody but you vouches for the name 'Jane Doe'", _run.Error);
        Assert.Contains($"{Key}: can sign, with ES384\n  Certificate of: CN=Jane Doe\n  Vouched for by: nobody else: a self-made key\n", _run.Output);
    }

    [Theory]
    [InlineData("keys", "say what to do: create, show")]
    [InlineData("keys crate x", "'crate' is none of create, show. Did you mean 'create'?")]
    [InlineData("keys create", "create: wanted one file, found 0: easel keys create FILE")]
    [InlineData("keys show x y", "show: wanted one file, found 2: easel keys show FILE")]
    [InlineData("keys show x --days 3", "show: it makes nothing, so it has no options; leave them out")]
    [InlineData("keys create x --name=", "argument --name: '' has 0 characters or some that cannot be seen; a name has 1 to 64")]
    [InlineData("keys create x --days 0", "argument --days: '0' is out of range; 1 to 36500 can be given")]
    public async Task Command_lines_of_keys_that_make_no_sense_are_refused(string line, string problem)
    {
        int code = await _run.RunAsync(line.Split(' '));

        Assert.Equal((2, $"easel keys: error: {problem}\nTry 'easel keys --help'.\n"), (code, _run.Error));
    }

    public void Dispose() => _run.Dispose();

    private void MakeKey() => File.WriteAllText(Key, SelfMadeKey.Create("Test", KeyCurve.P256, DateTimeOffset.UtcNow.AddDays(-1), 30, passphrase: null));

    private byte[] Bytes(string file) => File.ReadAllBytes(Path.Combine(_run.Outdir, file));

    private CredentialsReport Report(string file) => ContentCredentials.Read(Bytes(file));

    private string Text(string file, string keyword) => PngFile.Load(Path.Combine(_run.Outdir, file)).Texts.Single(text => text.Keyword == keyword).Text;
}
