using System.Text.Json;
using Easel.Checkpoints;
using Easel.Cli.Doctor;
using Easel.Cuda;
using Easel.Cuda.Driver;
using Easel.Diffusion.Pipelines;
using Easel.Tests.Pipelines;

namespace Easel.Tests.Cli;

public sealed class DoctorTests : IDisposable
{
    private readonly CommandRun _run = new();

    [Fact]
    public async Task Without_a_card_it_says_why_and_that_the_processor_paints()
    {
        _run.PocketFolder = PocketModel.Folder;

        int code = await _run.RunAsync("doctor");

        Assert.True(code == 0, _run.Output);
        Assert.Contains("\nCard         none that Easel can use: the processor paints\n             There is no NVIDIA driver here.\n", _run.Output);
        Assert.Contains("\nCheckpoint   pocket, the small model that comes with Easel: ", _run.Output);
        Assert.EndsWith("\nEasel can paint here: easel txt2img --prompt \"a red circle on a blue background\"\n", _run.Output);
        Assert.Equal("", _run.Error);
    }

    [Fact]
    public async Task What_keeps_from_computing_digests_keeps_from_painting()
    {
        _run.PocketFolder = PocketModel.Folder;
        _run.HashObstacle = "OpenSSL is not here.";

        int code = await _run.RunAsync("doctor");

        Assert.Equal(1, code);
        Assert.EndsWith("\nEasel cannot paint here yet:\nOpenSSL is not here.\n", _run.Output);
    }

    [Fact]
    public async Task Cards_are_told_with_capability_memory_and_what_is_in_the_way()
    {
        _run.PocketFolder = PocketModel.Folder;
        _run.Cards = () => FakeCards.Survey(
            FakeCards.Card(0, "NVIDIA GeForce GTX 1080", (6, 1), gibibytes: 8),
            FakeCards.Card(1, "NVIDIA GeForce RTX 4090", (8, 9), gibibytes: 24));

        await _run.RunAsync("doctor");

        Assert.Contains("\nCard         cuda:0 (NVIDIA GeForce GTX 1080): compute capability 6.1, 8.0 GiB\n             cannot be used: Card 0, NVIDIA GeForce GTX 1080, has compute capability 6.1; ", _run.Output);
        Assert.Contains("\nCard         cuda:1 (NVIDIA GeForce RTX 4090): compute capability 8.9, 24.0 GiB of 24.0 GiB free\n             can be used: --device cuda:1\n", _run.Output);
        Assert.Contains("\nDriver       speaks CUDA 12.4; 11.0 (driver 450, 2020) or newer is wanted\n", _run.Output);
    }

    [Fact]
    public async Task A_card_that_cannot_be_opened_is_told_too()
    {
        _run.PocketFolder = PocketModel.Folder;
        _run.Cards = () => new CardSurvey([FakeCards.Card(0, "NVIDIA A100", (8, 0), 40)], _ => throw new CudaException(CudaError.CardUnavailable, "It is taken."), () => { }) { DriverVersion = 12040 };

        int code = await _run.RunAsync("doctor");

        Assert.Equal(0, code);
        Assert.Contains("\n             cannot be used: It is taken.\n", _run.Output);
    }

    [Fact]
    public async Task Json_has_the_same_for_programs()
    {
        _run.PocketFolder = PocketModel.Folder;
        _run.Cards = () => FakeCards.Survey(FakeCards.Card(0, "NVIDIA GeForce RTX 4090", (8, 9), gibibytes: 24));

        int code = await _run.RunAsync("doctor", "--json");

        JsonElement found = JsonDocument.Parse(_run.Output).RootElement;
        JsonElement card = Assert.Single(found.GetProperty("cuda").GetProperty("cards").EnumerateArray());
        Assert.Equal(0, code);
        Assert.Equal(("cuda:0", "8.9", 24L << 30), (card.GetProperty("device").GetString(), card.GetProperty("capability").GetString(), card.GetProperty("free").GetInt64()));
        Assert.Equal((12040, true), (found.GetProperty("cuda").GetProperty("driver").GetInt32(), found.GetProperty("canPaint").GetBoolean()));
        Assert.Equal(Environment.ProcessorCount, found.GetProperty("processor").GetProperty("threads").GetInt32());
        Assert.Equal("scalar", found.GetProperty("processor").GetProperty("kernels").EnumerateArray().Last().GetString());
        Assert.Equal("Stable Diffusion v1", found.GetProperty("model").GetProperty("family").GetString());
    }

    [Fact]
    public async Task Without_a_model_nothing_can_be_painted()
    {
        Assert.SkipWhen(File.Exists("models/ldm/stable-diffusion-v1/model.ckpt"), "There is a checkpoint at the default place.");

        int code = await _run.RunAsync("doctor");

        Assert.Equal(1, code);
        Assert.Contains("\nEasel cannot paint here yet:\nThere is no checkpoint at models/ldm/stable-diffusion-v1/model.ckpt, and pocket, ", _run.Output);
    }

    [Fact]
    public async Task A_broken_checkpoint_is_told_as_the_problem()
    {
        _run.PocketFolder = _run.PathOf("broken");
        Directory.CreateDirectory(_run.PocketFolder);
        File.WriteAllText(Path.Combine(_run.PocketFolder, "pocket.safetensors"), "weights");

        int code = await _run.RunAsync("doctor");

        Assert.Equal(1, code);
        Assert.Contains("\nEasel cannot paint here yet:\n", _run.Output);
        Assert.Contains("pocket.safetensors", _run.Output.Split("yet:\n")[1]);
    }

    [Fact]
    public async Task A_pipe_in_the_place_of_a_checkpoint_is_not_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes with names are Linux's.");
        string pipe = _run.PathOf("pipe.ckpt");
        using (var made = System.Diagnostics.Process.Start("mkfifo", pipe))
        {
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(1, await _run.RunAsync("doctor", "--ckpt", pipe));
        Assert.Contains("pipe.ckpt: this is a pipe, a device or a socket, not a file.", _run.Output);
    }

    [Fact]
    public async Task The_memory_of_the_asked_size_is_told()
    {
        Assert.Equal(1, await _run.RunAsync("doctor", "--ckpt", _run.PathOf("none.ckpt"), "--W", "1024", "--H", "768", "--n_samples", "2"));
        Assert.Contains("\n             2 pictures at once of 1024 x 768 pixels take about ", _run.Output);
        Assert.Contains(" with Stable Diffusion v1; ", _run.Output);
    }

    [Fact]
    public async Task Every_trouble_comes_with_what_to_do()
    {
        _run.PocketFolder = PocketModel.Folder;
        Directory.CreateDirectory(_run.PathOf("cache/clip"));
        File.WriteAllText(_run.PathOf("cache/clip/bpe_simple_vocab_16e6.txt.gz"), "cut off");
        File.WriteAllText(_run.PathOf("file"), "");

        Assert.Equal(1, await _run.RunAsync("doctor", "--outdir", _run.PathOf("file/out")));

        Assert.Contains("\nWhat is wrong:\n- Pictures cannot be written to ", _run.Output);
        Assert.Contains("file is a file, not a folder.\n  To do: change its permissions, or name another folder: --outdir DIR\n", _run.Output);
        Assert.Contains("is damaged: 7 of 1356917 bytes.\n  To do: download it anew: easel models pull clip-vocabulary\n", _run.Output);
    }

    [Fact]
    public async Task Cut_off_checkpoints_are_found_by_their_structure()
    {
        _run.PocketFolder = PocketModel.Folder;
        string file = _run.PathOf("mine.safetensors");
        File.Copy(Path.Combine(PocketModel.Folder, "pocket.safetensors"), file);
        await _run.RunAsync("models", "add", file);
        using (FileStream cut = File.OpenWrite(file))
        {
            cut.SetLength(cut.Length - 10);
        }

        await _run.RunAsync("doctor");

        Assert.Contains("- mine: ", _run.Output);
        Assert.Contains("To do: copy it again from where you have it, or forget it: easel models remove mine\n", _run.Output);
    }

    [Theory]
    [InlineData("--W", "100", "100 is not a multiple of 8; the nearest are 96 and 104")]
    [InlineData("--H", "0", "out of range")]
    [InlineData("--n_samples", "0", "out of range")]
    [InlineData("--precision", "half", "invalid choice")]
    [InlineData("--outdir", "", "expected the name of a folder")]
    public async Task Wrong_values_are_named(string option, string value, string message)
    {
        Assert.Equal(2, await _run.RunAsync("doctor", option, value));
        Assert.Contains(message, _run.Error);
    }

    [Fact]
    public void A_file_where_a_folder_should_be_is_in_the_way()
    {
        string file = Path.GetTempFileName();
        try
        {
            FoundFolder found = FoundFolder.Of(Path.Combine(file, "weights"));

            Assert.Equal($"{file} is a file, not a folder", found.Obstacle);
            Assert.Null(FoundFolder.Of(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"))).Obstacle);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Without_a_place_for_caches_it_still_tells_all_else()
    {
        _run.PocketFolder = PocketModel.Folder;
        _run.HasCache = false;

        int code = await _run.RunAsync("doctor");

        Assert.True(code == 0, _run.Error);
        Assert.Contains("\nEasel can paint here: ", _run.Output);
    }

    [Fact]
    public async Task A_damaged_list_of_models_is_a_trouble_and_not_the_end()
    {
        _run.PocketFolder = PocketModel.Folder;
        Directory.CreateDirectory(_run.PathOf(Path.Combine("cache", "models")));
        File.WriteAllText(_run.PathOf(Path.Combine("cache", "models", "index.json")), "[{");

        int code = await _run.RunAsync("doctor");

        Assert.True(code == 0, _run.Error);
        Assert.Contains("index.json: the list of models is damaged", _run.Output);
        Assert.Contains("To do: mend or delete that file", _run.Output);
    }

    [Fact]
    public void A_link_that_leads_nowhere_is_called_one()
    {
        string link = _run.PathOf("link.ckpt");
        File.CreateSymbolicLink(link, _run.PathOf("gone.ckpt"));

        CheckpointException refused = Assert.Throws<CheckpointException>(() => Checkpoint.OpenAny(link));

        Assert.Equal($"{link}: this is a link to {_run.PathOf("gone.ckpt")}, and there is no such file. Put the file there, or make the link anew.", refused.Message);
    }

    [Fact]
    public async Task Help_and_wrong_words_are_answered_as_everywhere()
    {
        Assert.Equal(0, await _run.RunAsync("doctor", "--help"));
        Assert.StartsWith("usage: easel doctor [options]\n", _run.Output);
        Assert.Equal(2, await _run.RunAsync("doctor", "--jsn"));
        Assert.StartsWith("easel doctor: error: unrecognized arguments: '--jsn'. Did you mean --json?", _run.Error);
        Assert.Equal(2, await _run.RunAsync("doctor", "me"));
    }

    public void Dispose() => _run.Dispose();
}
