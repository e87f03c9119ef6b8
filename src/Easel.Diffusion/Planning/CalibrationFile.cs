using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Easel.Diffusion.Pipelines;
using Easel.Tensors;
using Easel.Tensors.Backends.Meta;

namespace Easel.Diffusion.Planning;

/// <summary>Where a machine's <see cref="Calibration"/> is kept between runs: one file for each processor or card, number of threads, precision, and version. May be deleted at any time.</summary>
public sealed class CalibrationFile
{
    private const int LongestFile = 1 << 22;

    private readonly string _key;

    /// <summary>The file of a machine.</summary>
    /// <param name="folder">The folder of all; <see cref="UserCache"/> has one.</param>
    /// <param name="device">What is measured.</param>
    /// <param name="precision">What it may round.</param>
    /// <param name="threads">Of a processor; all if 0.</param>
    /// <param name="version">Of the program: others are as fast as they are.</param>
    public CalibrationFile(string folder, DeviceChoice device, Precision precision, int threads, string version)
    {
        _key = string.Create(
            CultureInfo.InvariantCulture,
            $"{device}; {ProcessorName()}; {(threads == 0 ? Environment.ProcessorCount : threads)} threads; {PrecisionNames.NameOf(precision)}; Easel {version}; {RuntimeInformation.FrameworkDescription}");
        Place = Path.Combine(folder, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_key)))[..16]}.json");
    }

    /// <summary>The file.</summary>
    public string Place { get; }

    /// <summary>What is known; none if there is nothing, or it cannot be read: then it is measured again.</summary>
    public Calibration? Read()
    {
        try
        {
            if (!File.Exists(Place) || new FileInfo(Place).Length > LongestFile || JsonNode.Parse(File.ReadAllText(Place)) is not JsonObject root || (string?)root["machine"] != _key)
            {
                return null;
            }

            Calibration calibration = new()
            {
                Reference = Cost((JsonObject)root["reference"]!),
                WarmUp = Positive(root, "warmUp"),
                PreparedPerSecond = Positive(root, "preparedPerSecond"),
                HashedPerSecond = Positive(root, "hashedPerSecond"),
                PixelsPerSecond = Positive(root, "pixelsPerSecond"),
            };
            foreach (JsonNode? node in (JsonArray)root["operations"]!)
            {
                JsonObject entry = (JsonObject)node!;
                calibration.Add(entry["shape"].Deserialize<OperationShape>(), Cost(entry));
            }

            return calibration;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or FormatException or InvalidCastException or NullReferenceException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Keeps what is known. A cache that cannot be written to is no obstacle.</summary>
    public void Write(Calibration calibration)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        JsonObject root = new()
        {
            ["machine"] = _key,
            ["reference"] = new JsonObject { ["seconds"] = calibration.Reference.Seconds, ["work"] = calibration.Reference.Work },
            ["warmUp"] = calibration.WarmUp,
            ["preparedPerSecond"] = calibration.PreparedPerSecond,
            ["hashedPerSecond"] = calibration.HashedPerSecond,
            ["pixelsPerSecond"] = calibration.PixelsPerSecond,
            ["operations"] = new JsonArray(
                [.. calibration.Measured.Select(pair => new JsonObject { ["shape"] = JsonSerializer.SerializeToNode(pair.Key), ["seconds"] = pair.Value.Seconds, ["work"] = pair.Value.Work })]),
        };
        string part = $"{Place}.{Guid.NewGuid():N}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Place)!);
            File.WriteAllText(part, root.ToJsonString());
            File.Move(part, Place, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            PartialFile.Delete(part);
        }
    }

    private static OperationCost Cost(JsonObject from) => new(Positive(from, "seconds"), Positive(from, "work"));

    private static double Positive(JsonObject from, string name)
        => (double?)from[name] is double value and >= 0 && double.IsFinite(value) ? value : throw new InvalidDataException(name);

    private static string ProcessorName()
    {
        string? line = SystemFile.Lines("/proc/cpuinfo").FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal));
        return line?.Split(':', 2)[1].Trim() ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
