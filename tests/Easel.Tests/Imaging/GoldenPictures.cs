using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Easel.Imaging;
using Easel.Imaging.Png;

namespace Easel.Tests.Imaging;

/// <summary>Pictures and float images of the original script's runs.</summary>
internal static class GoldenPictures
{
    /// <summary>Runs with single pictures.</summary>
    public static readonly string[] Runs =
    [
        "ddim-50-seed119", "ddim-default", "default-prompt-128", "dpm-solver", "empty-prompt", "eta-half", "fixed-code", "from-file", "plms", "scale-1",
        "scale-15", "tall", "wide",
    ];

    public static TheoryData<string> RunNames => [.. Runs];

    public static string PathOf(params string[] parts) => Goldens.Path(["tiny-sd", "e2e", .. parts]);

    public static Image Load(params string[] parts) => PngFile.Load(PathOf(parts)).Image;

    /// <summary>The decoder's outputs of a run as [height, width, 3] each.</summary>
    public static IEnumerable<(float[] Unit, int Width, int Height)> Decoded(string run)
    {
        byte[] file = File.ReadAllBytes(PathOf(run, "float.safetensors"));
        int headerLength = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        JsonElement tensor = JsonDocument.Parse(file.AsMemory(8, headerLength)).RootElement.GetProperty("decoded");
        int[] shape = [.. tensor.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32())];
        int begin = 8 + headerLength + tensor.GetProperty("data_offsets")[0].GetInt32();
        float[] values = MemoryMarshal.Cast<byte, float>(file.AsSpan(begin, 4 * shape.Aggregate((a, b) => a * b))).ToArray();
        int pixels = shape[2] * shape[3];
        for (int image = 0; image < shape[0]; image++)
        {
            float[] unit = new float[3 * pixels];
            for (int i = 0; i < unit.Length; i++)
            {
                unit[i] = values[(image * unit.Length) + (i % 3 * pixels) + (i / 3)];
            }

            yield return (unit, shape[3], shape[2]);
        }
    }
}
