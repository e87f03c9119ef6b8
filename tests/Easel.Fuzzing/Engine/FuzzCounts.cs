using System.Text.Json;

namespace Easel.Fuzzing.Engine;

/// <summary>What a target's runs come to.</summary>
internal sealed record FuzzCounts
{
    public long Executions { get; set; }

    public long Refused { get; set; }

    public double Seconds { get; set; }

    public int Edges { get; set; }

    public int CorpusInputs { get; set; }

    public long CorpusBytes { get; set; }

    /// <summary>Most managed memory of a single execution, in bytes.</summary>
    public long MostAllocated { get; set; }

    /// <summary>The process's largest working set, in bytes.</summary>
    public long PeakMemory { get; set; }

    /// <summary>Child processes that ended other than they should.</summary>
    public int Crashes { get; set; }

    public HashSet<string> Findings { get; init; } = [];

    public static FuzzCounts Read(string path) => File.Exists(path) ? JsonSerializer.Deserialize<FuzzCounts>(File.ReadAllText(path))! : new FuzzCounts();

    public void Write(string path)
    {
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(this));
        File.Move(path + ".new", path, overwrite: true);
    }
}
