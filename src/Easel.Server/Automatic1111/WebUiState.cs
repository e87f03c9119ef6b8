using System.Text.Json;
using Easel.Painting.Jobs;
using Easel.Server.Foreign;
using Easel.Server.Models;
using Easel.Server.Storage;

namespace Easel.Server.Automatic1111;

/// <summary>What the web UI keeps between requests: its options. They outlive the server, as there, in a file of the data folder.</summary>
internal sealed class WebUiState
{
    private const string FileName = "sdapi.json";

    private readonly Lock _lock = new();
    private readonly string _path;

    /// <summary>The options that a server before this one left.</summary>
    public WebUiState(DataFolder folder, IModels models)
    {
        _path = folder.PathOf(FileName);
        Settings = Read(_path, models);
    }

    /// <summary>The options.</summary>
    public WebUiSettings Settings { get; private set; }

    /// <summary>Changes them.</summary>
    /// <exception cref="FieldException">One of them cannot be had; none is changed then.</exception>
    /// <exception cref="ThingMissingException">There is no such model; nothing is changed then.</exception>
    public void Change(JsonFields asked, IModels models)
    {
        lock (_lock)
        {
            WebUiSettings changed = Settings.With(asked, models);
            OutputFolder.Replace(_path, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string?> { ["sd_model_checkpoint"] = changed.Model, ["randn_source"] = changed.RandomSource }));
            Settings = changed;
        }
    }

    private static WebUiSettings Read(string path, IModels models)
    {
        try
        {
            return File.Exists(path) ? new WebUiSettings().With(JsonFields.Parse(File.ReadAllText(path)), models) : new WebUiSettings();
        }
        catch (Exception error) when (error is FieldException or ThingMissingException or IOException or UnauthorizedAccessException)
        {
            // The model is not here any more, or somebody wrote something else there: the usual options are never wrong.
            return new WebUiSettings();
        }
    }
}
