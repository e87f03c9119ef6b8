using Easel.Cli.Library;
using Easel.Diffusion;

namespace Easel.Tests.Cli;

public sealed class LinkModelTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Place => _folder.PathOf("models/ldm/model.ckpt");

    [Fact]
    public void A_link_is_made_with_its_folders_and_only_once()
    {
        File.WriteAllText(_folder.PathOf("a.ckpt"), "a");

        Assert.True(LinkModel.Link(Place, _folder.PathOf("a.ckpt"), replacesLinks: false));
        Assert.False(LinkModel.Link(Place, _folder.PathOf("a.ckpt"), replacesLinks: false));

        Assert.Equal("a", File.ReadAllText(Place));
        Assert.Equal(["model.ckpt"], Directory.GetFileSystemEntries(Path.GetDirectoryName(Place)!).Select(Path.GetFileName));
    }

    [Fact]
    public void Another_link_gives_way_only_if_that_is_asked_for()
    {
        LinkModel.Link(Place, _folder.PathOf("gone.ckpt"), replacesLinks: false);

        Assert.Contains("is a link to ", Assert.Throws<GenerationException>(() => LinkModel.Link(Place, _folder.PathOf("a.ckpt"), replacesLinks: false)).Message);
        Assert.True(LinkModel.Link(Place, _folder.PathOf("a.ckpt"), replacesLinks: true));

        Assert.Equal(_folder.PathOf("a.ckpt"), new FileInfo(Place).LinkTarget);
    }

    [Fact]
    public void A_file_or_folder_never_gives_way()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Place)!);
        File.WriteAllText(Place, "mine");

        Assert.Contains("is a file, not a link, and is not replaced.", Assert.Throws<GenerationException>(() => LinkModel.Link(Place, _folder.PathOf("a.ckpt"), replacesLinks: true)).Message);
        Assert.Contains("is a folder, not a link", Assert.Throws<GenerationException>(() => LinkModel.Link(_folder.Path, _folder.PathOf("a.ckpt"), replacesLinks: true)).Message);

        Assert.Equal("mine", File.ReadAllText(Place));
    }

    public void Dispose() => _folder.Dispose();
}
