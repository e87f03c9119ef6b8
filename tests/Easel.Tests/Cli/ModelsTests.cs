using System.Security.Cryptography;
using System.Text.Json;
using Easel.Diffusion.Pipelines;
using Easel.Tests.Downloads;

namespace Easel.Tests.Cli;

public sealed class ModelsTests : IDisposable
{
    private readonly CommandRun _run = new();
    private readonly byte[] _content = File.ReadAllBytes(Path.Combine(PocketModel.Folder, "merges.txt"));
    private readonly FileServer _server;

    public ModelsTests() => _server = new FileServer(request => ServerAnswer.File(request, _content));

    private string Catalogue => _run.PathOf("models.json");

    private string Place => _run.PathOf("cache/models/own.bin");

    [Fact]
    public async Task The_list_tells_what_is_known_and_that_nothing_is_here()
    {
        Assert.Equal(0, await _run.RunAsync("models", "list"));

        Assert.Matches("\nsd-v1-4 +4\\.27 GB  not here  Stable Diffusion 1\\.4", _run.Output);
        Assert.Matches("\nclip-vocabulary +1\\.4 MB  not here  CLIP's vocabulary", _run.Output);
        Assert.EndsWith("\nNothing is here yet. To paint with Stable Diffusion: easel models pull sd-v1-4 --with-wanted\n", _run.Output);
    }

    [Fact]
    public async Task A_pulled_model_is_whole_listed_and_noted()
    {
        WriteCatalogue();

        Assert.Equal(0, await _run.RunAsync("models", "pull", "mine", "--accept-license", "mit", "--catalogue", Catalogue));

        Assert.Equal(_content, File.ReadAllBytes(Place));
        Assert.Equal($"own: {Place}, {Size()}, whole.\n", _run.Output);
        Assert.Contains("To paint with it: easel txt2img --ckpt own; as the original's users have it: easel models link own\n", _run.Error);

        await _run.RunAsync("models", "list", "--catalogue", Catalogue);
        Assert.Matches("\nown .*  here, whole  My own\n", _run.Output);
        await _run.RunAsync("models", "pull", "own", "--catalogue", Catalogue);
        Assert.EndsWith($"own: {Place} is here and whole.\n", _run.Output);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task Without_a_terminal_the_licence_must_be_accepted_by_name()
    {
        WriteCatalogue();

        Assert.Equal(2, await _run.RunAsync("models", "pull", "own", "--catalogue", Catalogue));

        Assert.Contains("own is under the licence MIT, https://github.com/openai/CLIP/blob/main/LICENSE. There is no terminal to ask at", _run.Error);
        Assert.Contains("--accept-license mit\n", _run.Error);
        Assert.Empty(_server.Requests);
    }

    [Theory]
    [InlineData("y", 0)]
    [InlineData(" YES ", 0)]
    [InlineData("", 1)]
    [InlineData("no", 1)]
    [InlineData(null, 1)]
    public async Task At_a_terminal_it_is_shown_and_asked_for(string? answer, int code)
    {
        WriteCatalogue();
        _run.ReadLine = () => answer;

        Assert.Equal(code, await _run.RunAsync("models", "pull", "own", "--catalogue", Catalogue));

        Assert.Contains("You may do with it what you like", _run.Error);
        Assert.Contains("Do you accept it? [y/N] ", _run.Error);
        Assert.Equal(code == 0, File.Exists(Place));
    }

    [Fact]
    public async Task Json_tells_events()
    {
        WriteCatalogue();

        await _run.RunAsync("models", "pull", "own", "--accept-license", "own", "--catalogue", Catalogue, "--json");

        JsonElement pulled = _run.Output.Trim().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).Single(line => line.GetProperty("event").GetString() == "pulled");
        Assert.Equal((Place, (long)_content.Length, true), (pulled.GetProperty("path").GetString(), pulled.GetProperty("bytes").GetInt64(), pulled.GetProperty("verified").GetBoolean()));
        Assert.Equal("", _run.Error);
    }

    [Fact]
    public async Task Quiet_says_nothing()
    {
        WriteCatalogue();

        Assert.Equal(0, await _run.RunAsync("models", "pull", "own", "--accept-license", "mit", "--catalogue", Catalogue, "--quiet"));

        Assert.Equal(("", ""), (_run.Output, _run.Error));
    }

    [Fact]
    public async Task A_failed_pull_names_every_mirror_and_what_it_said()
    {
        WriteCatalogue();
        _server.Answer = _ => new ServerAnswer(404, []);

        Assert.Equal(1, await _run.RunAsync("models", "pull", "own", "--accept-license", "mit", "--catalogue", Catalogue));

        Assert.Contains($"easel models: error: own.bin could not be downloaded.\n  {_server.Address()}\n    does not have the file any more (404).\nTry again later.\n", _run.Error);
    }

    [Fact]
    public async Task A_file_without_a_known_hash_is_warned_of()
    {
        WriteCatalogue(hash: false);

        Assert.Equal(0, await _run.RunAsync("models", "pull", "own", "--accept-license", "mit", "--catalogue", Catalogue));

        Assert.Contains("The catalogue has no SHA-256 for own.bin: nobody can say whether what arrives is the right file.", _run.Error);
        Assert.DoesNotContain("whole", _run.Output);
    }

    [Fact]
    public async Task Damage_is_found_named_and_mended()
    {
        WriteCatalogue();
        await _run.RunAsync("models", "pull", "own", "--accept-license", "mit", "--catalogue", Catalogue);
        byte[] damaged = [.. _content];
        damaged[5] ^= 4;
        File.WriteAllBytes(Place, damaged);

        Assert.Equal(1, await _run.RunAsync("models", "verify", "--catalogue", Catalogue));
        Assert.Contains($"own: {Place} is damaged: expected is SHA-256 {Hash(_content)}, found was {Hash(damaged)}.", _run.Output);
        File.WriteAllBytes(Place, damaged[1..]);
        Assert.Equal(1, await _run.RunAsync("models", "verify", "own", "--catalogue", Catalogue));
        Assert.Contains($"expected are {_content.Length} bytes, found were {_content.Length - 1}.", _run.Output);

        Assert.Equal(0, await _run.RunAsync("models", "pull", "own", "--accept-license", "mit", "--catalogue", Catalogue));
        Assert.Equal(0, await _run.RunAsync("models", "verify", "own", "--catalogue", Catalogue));
        Assert.EndsWith($"own: {Place}, {Size()}, whole.\n", _run.Output);
    }

    [Fact]
    public async Task What_was_downloaded_is_deleted_when_that_is_meant()
    {
        WriteCatalogue();
        await _run.RunAsync("models", "pull", "own", "--accept-license", "mit", "--catalogue", Catalogue);

        Assert.Equal(2, await _run.RunAsync("models", "remove", "own", "--catalogue", Catalogue));
        Assert.Contains("there is no terminal to ask at. Who means it says --yes", _run.Error);
        _run.ReadLine = () => "n";
        Assert.Equal(1, await _run.RunAsync("models", "remove", "own", "--catalogue", Catalogue));
        Assert.True(File.Exists(Place));

        Assert.Equal(0, await _run.RunAsync("models", "remove", "own", "--yes", "--catalogue", Catalogue));
        Assert.False(File.Exists(Place));
        Assert.Equal(1, await _run.RunAsync("models", "remove", "own", "--yes", "--catalogue", Catalogue));
        Assert.Contains("own is not here: there is nothing to remove.", _run.Error);
    }

    [Fact]
    public async Task What_was_added_is_found_by_its_name_and_only_forgotten()
    {
        string file = _run.PathOf("My Fine Model.safetensors");
        File.Copy(Path.Combine(PocketModel.Folder, "pocket.safetensors"), file);

        Assert.Equal(0, await _run.RunAsync("models", "add", file));
        Assert.StartsWith($"My-Fine-Model: {file}, Stable Diffusion v1", _run.Output);
        Assert.Equal(2, await _run.RunAsync("models", "add", file, "--name", "sd-v1-4"));
        Assert.Contains("'sd-v1-4' is Stable Diffusion 1.4", _run.Error);

        await _run.RunAsync("models", "list");
        Assert.Contains($"added: {file}", _run.Output);
        Assert.Equal(0, await _run.RunAsync("models", "remove", "my-fine-model"));
        Assert.Contains($"{file} is yours, and stays.", _run.Output);
        Assert.True(File.Exists(file));
    }

    [Theory]
    [InlineData("model.ckpt", 1, "model.ckpt: is a text file")]
    [InlineData("absent.ckpt", 1, "absent.ckpt: there is no such file")]
    [InlineData(".", 2, "is a folder. A single file is wanted")]
    public async Task What_cannot_be_painted_with_is_not_added(string name, int code, string message)
    {
        Assert.Equal(code, await _run.RunAsync("models", "add", _run.PathOf(name)));
        Assert.Contains(message, _run.Error);
    }

    [Theory]
    [InlineData(new[] { "models" }, "what is to be done? list, pull, add, link, remove, verify can be")]
    [InlineData(new[] { "models", "pul" }, "'pul' is none of list, pull, add, link, remove, verify. Did you mean pull?")]
    [InlineData(new[] { "models", "pull" }, "the name of a model is wanted")]
    [InlineData(new[] { "models", "pull", "sd-v1-3" }, "'sd-v1-3' is not in the catalogue. Did you mean sd-v1-4?")]
    [InlineData(new[] { "models", "pull", "xyzzy" }, "'xyzzy' is not in the catalogue. Known are sd-v1-4, ")]
    [InlineData(new[] { "models", "pull", "sd-v1-4", "--yes" }, "unrecognized arguments: '--yes'")]
    [InlineData(new[] { "models", "list", "sd-v1-4" }, "list takes no names, but was given 'sd-v1-4'")]
    [InlineData(new[] { "models", "add", "a", "b" }, "one checkpoint's file is wanted, but there are 2: 'a' 'b'")]
    [InlineData(new[] { "models", "link", "nowhere" }, "'nowhere' is neither a file nor the name of a model")]
    [InlineData(new[] { "models", "verify", "nothing" }, "'nothing' is not in the catalogue")]
    [InlineData(new[] { "models", "list", "--catalogue" }, "argument --catalogue: expected one argument")]
    public async Task Wrong_words_are_answered_with_the_right_ones(string[] words, string message)
    {
        Assert.Equal(2, await _run.RunAsync(words));
        Assert.StartsWith($"easel models: error: {message}", _run.Error);
    }

    [Theory]
    [InlineData("models", "--help")]
    [InlineData("models", "pull", "--help")]
    public async Task Help_shows_every_command_and_option(params string[] words)
    {
        Assert.Equal(0, await _run.RunAsync(words));

        string[] names = ["--accept-license", "--with-wanted", "--allow-http", "--name", "--force", "--yes", "--catalogue", "--quiet", "--json"];
        Assert.All(names, name => Assert.Contains($"\n  {name}", _run.Output));
    }

    [Fact]
    public async Task A_damaged_list_of_models_is_named()
    {
        Directory.CreateDirectory(_run.PathOf("cache/models"));
        File.WriteAllText(_run.PathOf("cache/models/index.json"), "[{");

        Assert.Equal(1, await _run.RunAsync("models", "list"));
        Assert.Contains("index.json: the list of models is damaged: ", _run.Error);
    }

    public void Dispose()
    {
        _server.Dispose();
        _run.Dispose();
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private string Size() => Easel.Downloads.Transfer.ByteText.Of(_content.Length);

    private void WriteCatalogue(bool hash = true) => File.WriteAllText(Catalogue, $$"""
        {"models":[{"name":"own","aliases":["mine"],"title":"My own","kind":"checkpoint","licence":"mit",
          "files":[{"name":"own.bin","bytes":{{_content.Length}},{{(hash ? $"\"sha256\":\"{Hash(_content)}\"," : "")}}"addresses":["{{_server.Address()}}"]}]}]}
        """);
}
