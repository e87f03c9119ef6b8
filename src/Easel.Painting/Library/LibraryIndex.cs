using System.Text.Json;

namespace Easel.Painting.Library;

/// <summary>The list of files that were downloaded or added, in a file that is written beside and renamed.</summary>
internal sealed class LibraryIndex(string folder)
{
    private const int Attempts = 100;

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    private readonly string _path = Path.Combine(folder, "index.json");

    /// <summary>The records.</summary>
    /// <exception cref="IOException">The file is there, but cannot be read.</exception>
    public IReadOnlyList<LibraryRecord> Read()
    {
        try
        {
            List<LibraryRecord?> records = File.Exists(_path) ? JsonSerializer.Deserialize<List<LibraryRecord?>>(File.ReadAllText(_path), s_json) ?? [] : [];
            return [.. records.Select(record => record ?? throw new JsonException("A record is null."))];
        }
        catch (JsonException error)
        {
            throw new IOException($"{_path}: the list of models is damaged: {error.Message} Delete it; the models themselves stay, and 'easel models verify' or 'add' lists them again.", error);
        }
    }

    /// <summary>Changes the list; nobody else does at the same time.</summary>
    public void Change(Action<List<LibraryRecord>> change)
    {
        Directory.CreateDirectory(folder);
        using FileStream alone = Claim();
        List<LibraryRecord> records = [.. Read()];
        change(records);
        string beside = _path + ".new";
        File.WriteAllText(beside, JsonSerializer.Serialize(records, s_json));
        File.Move(beside, _path, overwrite: true);
    }

    private FileStream Claim()
    {
        string path = _path + ".lock";
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (attempt < Attempts && File.Exists(path))
            {
                Thread.Sleep(10);
            }
        }
    }
}
