using Easel.Downloads.Catalogue;
using Easel.Downloads.Transfer;
using Easel.Fuzzing.Engine;
using Easel.Painting.Library;

namespace Easel.Fuzzing.Targets;

/// <summary>A catalogue of weights, as users may add.</summary>
internal sealed class CatalogueTarget : FuzzTarget
{
    private static readonly WeightCatalogue s_empty = new([], []);

    public override string Name => "catalogue";

    public override IReadOnlyList<Type> Refusals => [typeof(CatalogueException)];

    public override IEnumerable<byte[]> Seeds =>
    [
        Text("""
            {"licences":[{"id":"mit","name":"MIT","address":"https://example.org/l","summary":["Free."]}],
             "models":[{"name":"m","aliases":["n"],"title":"T","kind":"checkpoint","licence":"mit","wants":["m"],"tokenHosts":["example.org"],
               "files":[{"name":"m.ckpt","bytes":12,"sha256":"fe4efff1e174c627256e44ec2991ba279b3816e364b49f9be2abc0b3ff3f8556","addresses":["https://example.org/m.ckpt"]}]}]}
            """),
        Text("""{"models":[]}"""),
    ];

    public override IReadOnlyList<byte[]> Tokens => Words(
        "{", "}", "[", "]", ":", ",", "\"", "\"models\":", "\"licences\":", "\"files\":", "\"name\":", "\"addresses\":", "\"sha256\":", "\"bytes\":", "\"kind\":", "\"checkpoint\"", "\"aliases\":", "\"wants\":", "../x", "https://[", "file:///", "\\u0000", "\\ud800",
        "null", "//", "/*");

    public override long AllocationPerByte => 512;

    public override void Read(byte[] input)
    {
        foreach (CatalogueFile file in CatalogueReader.Read(Text(input), "catalogue.json", s_empty).Entries.SelectMany(entry => entry.Files))
        {
            Promise(file.Name == Path.GetFileName(file.Name) && file.Name is not ("" or "." or ".."), "names are plain: they become paths");
            Promise(file.Addresses.All(address => address.Scheme is "https" or "http"), "addresses are the web's");
        }
    }
}

/// <summary>The state of an unfinished download: a damaged one counts for nothing.</summary>
internal sealed class PartStateTarget : FuzzTarget
{
    private readonly ScratchFolder _scratch = new("part-state");

    public override string Name => "part-state";

    public override IReadOnlyList<Type> Refusals => [];

    public override IEnumerable<byte[]> Seeds => [Text("""{"Address":"https://example.org/x","ETag":"\"a\"","LastModified":"2024-01-01T00:00:00+00:00","Bytes":5,"Sha256":"00"}""")];

    public override IReadOnlyList<byte[]> Tokens => Words("{", "}", "\"", ":", ",", "null", "\"Bytes\":", "\"LastModified\":", "9999-12-31T23:59:59-14:00", "1e400", "\\ud800");

    public override void Read(byte[] input)
    {
        string path = Path.Combine(_scratch.Path, "state");
        File.WriteAllBytes(path, input);
        _ = PartState.Read(path);
    }
}

/// <summary>The list of models in the library.</summary>
internal sealed class LibraryIndexTarget : FuzzTarget
{
    private readonly ScratchFolder _scratch = new("library-index");

    public override string Name => "library-index";

    public override IReadOnlyList<Type> Refusals => [typeof(IOException)];

    public override IEnumerable<byte[]> Seeds => [Text("""[{"name":"m","path":"/m.ckpt","bytes":5,"sha256":"00","isDownloaded":true}]"""), Text("[]"), Text("[null]")];

    public override IReadOnlyList<byte[]> Tokens => Words("[", "]", "{", "}", "\"", ":", ",", "null", "\"name\":", "\"path\":", "\"bytes\":", "\"isDownloaded\":", "\\ud800", "1e400");

    public override void Read(byte[] input)
    {
        File.WriteAllBytes(Path.Combine(_scratch.Path, "index.json"), input);
        Promise(new LibraryIndex(_scratch.Path).Read().All(record => record is not null), "no record is null");
    }
}
