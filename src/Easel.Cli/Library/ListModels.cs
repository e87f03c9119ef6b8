using System.Text.Json.Nodes;
using Easel.Cli.Options;
using Easel.Downloads.Catalogue;
using Easel.Downloads.Transfer;
using Easel.Painting;
using Easel.Painting.Library;
using Easel.Painting.Texts;

namespace Easel.Cli.Library;

/// <summary><c>easel models list</c>: what is known, and what is here of it.</summary>
internal static class ListModels
{
    /// <summary>Runs the command.</summary>
    public static int Run(IReadOnlyList<string> words, Surroundings surroundings)
    {
        (ParsedOptions options, IReadOnlyList<string> names) = ModelsWords.Read(words, CommonOptions.Catalogue, CommonOptions.Quiet, CommonOptions.Json);
        if (names.Count > 0)
        {
            throw new UsageException($"list takes no names, but was given {Quoted.Of(names[0])}");
        }

        ModelLibrary library = CommonOptions.OpenLibrary(options, surroundings);
        List<Row> rows =
        [
            .. library.Catalogue.Entries.Select(entry => Row.Of(library, entry)),
            .. library.Added.Select(record => Row.Of(library, record)),
        ];
        if (options.Has(CommonOptions.Json))
        {
            rows.ForEach(row => surroundings.Output.WriteLine(row.ToJson().ToJsonString()));
        }
        else if (!options.Has(CommonOptions.Quiet))
        {
            Write(rows, surroundings.Output);
        }

        return ExitCode.Success;
    }

    private static void Write(List<Row> rows, TextWriter output)
    {
        int name = rows.Max(row => row.Name.Length);
        int state = Math.Max(5, rows.Max(row => row.State.Length));
        output.WriteLine($"{"NAME".PadRight(name)}  {"SIZE",9}  {"STATE".PadRight(state)}  WHAT IT IS");
        foreach (Row row in rows)
        {
            output.WriteLine(Quoted.Harmless($"{row.Name.PadRight(name)}  {(row.Bytes is long bytes ? ByteText.Of(bytes) : "?"),9}  {row.State.PadRight(state)}  {row.Title}"));
        }

        if (rows.TrueForAll(row => !row.Files.Any(file => file.IsHere)))
        {
            output.WriteLine();
            output.WriteLine("Nothing is here yet. To paint with Stable Diffusion: easel models pull sd-v1-4 --with-wanted");
        }
    }

    /// <summary>A model in the list.</summary>
    private sealed record Row(string Name, string Title, string Licence, long? Bytes, IReadOnlyList<HeldFile> Files)
    {
        public string State => Files.Count == 1 ? ModelLibrary.Describe(Files[0])
            : Files.Select(ModelLibrary.Describe).Distinct().Count() == 1 ? ModelLibrary.Describe(Files[0])
            : $"{Files.Count(file => file.IsHere)} of {Files.Count} files here{(Files.Any(file => file.Wholeness == Wholeness.Damaged) ? ", damaged" : "")}";

        public static Row Of(ModelLibrary library, CatalogueEntry entry)
            => new(entry.Name, entry.Title, entry.Licence.Name, entry.Bytes, [.. entry.Files.Select(file => library.Look(entry, file))]);

        public static Row Of(ModelLibrary library, LibraryRecord record) => new(record.Name, $"added: {record.Path}", "", record.Bytes, [library.Look(record)]);

        public JsonObject ToJson() => new()
        {
            ["name"] = Name,
            ["title"] = Title,
            ["licence"] = Licence.Length > 0 ? Licence : null,
            ["bytes"] = Bytes,
            ["files"] = new JsonArray([.. Files.Select(file => (JsonNode)new JsonObject
            {
                ["path"] = file.Path,
                ["state"] = file.Wholeness.ToString().ToLowerInvariant(),
                ["bytes"] = file.Bytes,
                ["wanted"] = file.Wanted,
                ["sha256"] = file.Sha256,
            })]),
        };
    }
}
