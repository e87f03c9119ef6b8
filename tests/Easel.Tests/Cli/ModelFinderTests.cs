using System.Security.Cryptography;
using System.Text;
using Easel.Diffusion;
using Easel.Painting.Library;

namespace Easel.Tests.Cli;

/// <summary>Checkpoints are found by their content, and only files of the right size are read for it.</summary>
public sealed class ModelFinderTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<string> _read = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_checkpoint_that_was_renamed_is_found_where_models_lie()
    {
        Write("cache/models/renamed.ckpt", "weights");
        Write("cache/models/other.ckpt", "WEIGHTS");
        Write("cache/models/larger.ckpt", "weights!");

        ModelSearch search = await FindAsync(Wanted("weights"), named: null);

        Assert.Equal((_folder.PathOf("cache/models/renamed.ckpt"), true), (search.Model!.Checkpoint, search.IsProven));
        Assert.DoesNotContain(_read, path => path.EndsWith("larger.ckpt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_hash_that_is_noted_down_is_not_computed_again()
    {
        Write("cache/models/renamed.ckpt", "weights");

        await FindAsync(Wanted("weights"), named: null);
        _read.Clear();
        ModelSearch search = await FindAsync(Wanted("weights"), named: null);

        Assert.True(search.IsProven);
        Assert.Empty(_read);
    }

    [Fact]
    public async Task A_place_where_it_lay_before_is_looked_at()
    {
        Write("elsewhere/a.ckpt", "weights");

        ModelSearch search = await FindAsync(Wanted("weights"), named: null, _folder.PathOf("elsewhere/a.ckpt"), _folder.PathOf("gone.ckpt"));

        Assert.Equal(_folder.PathOf("elsewhere/a.ckpt"), search.Model!.Checkpoint);
    }

    [Fact]
    public async Task A_content_that_is_nowhere_is_named()
    {
        Write("cache/models/other.ckpt", "WEIGHTS");

        ModelSearch search = await FindAsync(Wanted("weights"), named: null);

        Assert.Null(search.Model);
        Assert.Equal($"the model is not here: model.ckpt (SHA-256 {Sha256("weights")}). Name its file, whatever it is called now: --ckpt FILE", search.Why);
    }

    [Fact]
    public async Task A_content_that_the_catalogue_knows_can_be_pulled()
    {
        const string Published = "fe4efff1e174c627256e44ec2991ba279b3816e364b49f9be2abc0b3ff3f8556";

        ModelSearch search = await FindAsync(new WantedModel("sd-v1-4.ckpt", 4265380512, Published), named: null);

        Assert.EndsWith("easel models pull sd-v1-4", search.Why);
    }

    [Fact]
    public async Task A_file_that_is_named_must_have_the_content()
    {
        Write("right.ckpt", "weights");
        Write("wrong.ckpt", "other weights");

        Assert.True((await FindAsync(Wanted("weights"), _folder.PathOf("right.ckpt"))).IsProven);
        ModelSearch wrong = await FindAsync(Wanted("weights"), _folder.PathOf("wrong.ckpt"));
        Assert.Null(wrong.Model);
        Assert.StartsWith($"it was made by another model: model.ckpt (SHA-256 {Sha256("weights")}), and {_folder.PathOf("wrong.ckpt")} has SHA-256 {Sha256("other weights")}.", wrong.Why);
        GenerationException missing = await Assert.ThrowsAsync<GenerationException>(() => FindAsync(Wanted("weights"), _folder.PathOf("none.ckpt")));
        Assert.StartsWith("argument --ckpt: there is no file, folder or model", missing.Message);
    }

    [Fact]
    public async Task A_folder_is_found_by_its_name_and_proves_nothing()
    {
        Directory.CreateDirectory(_folder.PathOf("diffusers"));

        ModelSearch search = await FindAsync(new WantedModel("diffusers", null, null), named: null, _folder.PathOf("diffusers"));

        Assert.Equal((_folder.PathOf("diffusers"), false), (search.Model!.Checkpoint, search.IsProven));
        Assert.Null((await FindAsync(new WantedModel("../diffusers", null, null), named: null)).Model);
    }

    public void Dispose() => _folder.Dispose();

    private Task<ModelSearch> FindAsync(WantedModel wanted, string? named, params string[] places)
    {
        var library = ModelLibrary.Open(name => _folder.PathOf($"cache/{name}"));
        return new ModelFinder(library, library.Hashes, pocket: null).FindAsync(wanted, named, places, (path, _, _) => _read.Add(path), Cancel);
    }

    private static WantedModel Wanted(string content) => new("model.ckpt", content.Length, Sha256(content));

    private static string Sha256(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(content)));

    private void Write(string name, string content)
    {
        string path = _folder.PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
