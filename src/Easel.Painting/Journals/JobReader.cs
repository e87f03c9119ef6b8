using System.Text.Json.Nodes;
using Easel.Diffusion;
using Easel.Diffusion.Journals;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Painting.Jobs;
using Easel.Painting.Metadata;
using Easel.Tensors;

namespace Easel.Painting.Journals;

/// <summary>Reads what <see cref="JobWriter"/> wrote.</summary>
internal static class JobReader
{
    /// <summary>Reads a run.</summary>
    /// <param name="header">The JSON.</param>
    /// <param name="blobs">Where pictures are kept; none if they are not wanted.</param>
    /// <exception cref="FormatException">It is no run, or one of another form; the message names the field.</exception>
    /// <exception cref="JournalException">A picture is not there.</exception>
    public static RecordedJob Read(byte[] header, JournalBlobs? blobs)
    {
        JsonObject json = RecordedJson.Parse(header);
        if (RequestReader.Value<int>(json, "form") is int form && form != JobWriter.Form)
        {
            throw new FormatException($"It has form {form}; this Easel, {EaselVersion.Text}, reads form {JobWriter.Form}.");
        }

        JsonObject finish = Object(json, "finish");
        JsonObject output = Object(json, "output");
        JsonObject request = Object(json, "request");
        return new RecordedJob
        {
            Command = RequestReader.Value<string>(json, "command"),
            Version = RequestReader.Value<string>(json, "version"),
            Begun = RequestReader.Value<DateTime>(json, "begun"),
            EndsAsScript = RequestReader.Value<bool>(json, "endsAsScript"),
            Model = Model(Object(json, "model")),
            Config = File(json, "config", "kept"),
            Vocabulary = File(json, "vocabulary", "sha256"),
            IsChecked = RequestReader.Value<bool>(finish, "checked"),
            Checker = RequestReader.Value<string?>(finish, "checker", null),
            Replacement = RequestReader.Value<string?>(finish, "replacement", null),
            IsMarked = RequestReader.Value<bool>(finish, "marked"),
            IsSigned = RequestReader.Value<bool>(finish, "signed"),
            HidesPrompts = RequestReader.Value<bool>(finish, "private"),
            MaxMemory = json["maxMemory"] is null ? null : RequestReader.Value<long>(json, "maxMemory") is > 0 and long most ? most : throw Wrong("maxMemory"),
            Texts = [.. Items(json, "texts").Select(Text)],
            Output = Output(output),
            IsOutputAbove = RequestReader.Value<bool>(output, "aboveJournal"),
            Numbers = new OutputNumbers(RequestReader.Value<int>(output, "nextPicture"), RequestReader.Value<int>(output, "nextGrid")),
            Request = RequestReader.Read(request, recorded => blobs is null ? new InitialPicture(new Image(1, 1, new byte[3])) : KeptInitial.Recall(recorded, request, blobs)),
            Pictures = json["pictures"] is null ? [] : [.. Items(json, "pictures").Select(item => Picture(item as JsonObject ?? throw Wrong("pictures")))],
            Strength = RequestReader.Value(json, "strength", 0.0),
        };
    }

    private static RecordedModel Model(JsonObject json) => new(
        RequestReader.Value<string>(json, "path"),
        RequestReader.Value<string>(json, "name"),
        RequestReader.Value<bool>(json, "pocket"))
    {
        Bytes = json["bytes"] is null ? null : RequestReader.Value<long>(json, "bytes"),
        Changed = json["changed"] is null ? null : RequestReader.Value<long>(json, "changed"),
        Fingerprint = RequestReader.Value<string?>(json, "folder", null),
        UseAveragedWeights = RequestReader.Value<bool>(json, "averagedWeights"),
        Precision = RequestReader.Named<Precision>(json, "precision"),
        UsesInt8 = RequestReader.Value<bool>(json, "int8"),
        Device = DeviceChoice.TryParse(RequestReader.Value<string>(json, "device")) ?? throw Wrong("device"),
        Schedule = json["betas"] is null ? null : BetaRecord.Read(Object(json, "betas")),
    };

    private static OutputPlan Output(JsonObject json)
    {
        string shown = RequestReader.Value<string>(json, "shown");
        return new OutputPlan(RequestReader.Named<OutputKind>(json, "kind"), RequestReader.Value<string>(json, "folder"), RequestReader.Value<string>(json, "option"))
        {
            Names = [.. Items(json, "names").Select(name => PictureEntry.RequireWithin(name is JsonValue value && value.TryGetValue(out string? text) ? text : throw Wrong("names")))],
            Shown = shown.Length == 0 ? "" : PictureEntry.RequireWithin(shown),
            Overwrites = RequestReader.Value<bool>(json, "overwrites"),
            Files = json["savesPictures"] is null ? null : new SampleFiles(RequestReader.Value<bool>(json, "savesPictures"), RequestReader.Value<int>(json, "gridColumns"), RequestReader.Value<bool>(json, "gridOfOne")),
        };
    }

    /// <summary>A picture of a folder, with the mask that was beside it.</summary>
    private static RecordedPicture Picture(JsonObject json)
    {
        MaskedPicture files = new(RequestReader.Value<string>(json, "picture"), RequestReader.Value<string>(json, "mask"), Result: "")
        {
            Hashes = (RequestReader.Value<string>(json, "sha256"), RequestReader.Value<string>(json, "maskSha256")),
        };
        (int width, int height) = (RequestReader.Value<int>(json, "width"), RequestReader.Value<int>(json, "height"));
        return width is < 1 or > ImageRequest.MaxSide || height is < 1 or > ImageRequest.MaxSide ? throw Wrong("width") : new RecordedPicture(files, (width, height));
    }

    private static RecordedFile? File(JsonObject json, string name, string hash)
    {
        if (json[name] is null)
        {
            return null;
        }

        JsonObject file = Object(json, name);
        string? sha256 = RequestReader.Value<string?>(file, hash, null);
        return sha256 is null || Digest.IsOne(sha256) ? new RecordedFile(RequestReader.Value<string>(file, "path"), sha256) : throw Wrong(name);
    }

    private static PngText Text(JsonNode? node)
        => node is JsonArray and [JsonValue keyword, JsonValue text] && keyword.TryGetValue(out string? key) && text.TryGetValue(out string? said) && new PngText(key, said) is var made && PngFile.CanHold(made)
            ? made
            : throw Wrong("texts");

    private static JsonObject Object(JsonObject json, string name) => json[name] as JsonObject ?? throw Wrong(name);

    private static JsonArray Items(JsonObject json, string name) => json[name] as JsonArray ?? throw Wrong(name);

    private static FormatException Wrong(string name) => new($"The field '{name}' is missing, or has what it cannot have.");
}
