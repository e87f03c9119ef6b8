using System.Globalization;
using System.Security.Cryptography;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Painting;

namespace Easel.Cli.Digests;

/// <summary>A folder with the files that scenes name, in which they are painted: so they name the same files everywhere.</summary>
internal static class SceneFolder
{
    /// <summary>Makes the files, and the folder the working directory.</summary>
    public static void Open(string folder)
    {
        Environment.CurrentDirectory = Directory.CreateDirectory(folder).FullName;
        File.WriteAllBytes("picture.png", PngFile.Encode(Waves(75, 45)));
        File.WriteAllBytes("mask.png", PngFile.Encode(Disc(61, 37)));
        File.WriteAllBytes("large.png", PngFile.Encode(Waves(301, 259)));
        Directory.CreateDirectory("masked");
        File.WriteAllBytes("masked/one.png", PngFile.Encode(Waves(37, 29)));
        File.WriteAllBytes("masked/one_mask.png", PngFile.Encode(Disc(37, 29)));
        foreach (string name in (string[])["picture.jpg", "picture.webp"])
        {
            using Stream stored = typeof(SceneFolder).Assembly.GetManifestResourceStream(name)!;
            using FileStream file = File.Create(name);
            stored.CopyTo(file);
        }
    }

    /// <summary>Runs a scene's command.</summary>
    /// <returns>A line for each file; for the one that is painted again, with <see cref="Way.Alone"/>.</returns>
    /// <exception cref="InvalidOperationException">The command failed.</exception>
    public static async Task<string[]> PaintAsync(Scene scene, int batch, int threads, Way way)
    {
        string place = $"{scene.Name}-{batch}";
        if (Directory.Exists(place))
        {
            Directory.Delete(place, recursive: true);
        }

        await RunAsync(way, WordsOf(scene, place, batch, threads));
        string[] files = way == Way.Alone ? [await PaintAgainAsync(scene, place, threads)] : FilesIn(place);
        string name = $"{scene.Name}:{batch}:{threads}{(way == Way.Whole ? "" : $":{way.ToString().ToLowerInvariant()}")}";
        return [.. files.Select(file => Line(name, place, file))];
    }

    private static async Task RunAsync(Way way, string[] words)
    {
        using StringWriter output = new();
        Surroundings surroundings = new() { Output = output, Error = output, CacheFolder = _ => null };
        int code = await CommandLine.Full.RunAsync(words, way == Way.Resumed ? surroundings with { OpenPainter = (options, warn) => new ResumedPainter(options, warn) } : surroundings);
        if (code != ExitCode.Success)
        {
            throw new InvalidOperationException($"{string.Join(' ', words)}: {output}");
        }
    }

    /// <summary>Paints one of a scene's pictures again in place of its file.</summary>
    /// <returns>Its name.</returns>
    private static async Task<string> PaintAgainAsync(Scene scene, string place, int threads)
    {
        // Not grids, which are put together of pictures.
        string[] pictures = [.. FilesIn(place).Where(file => !Path.GetFileName(file).StartsWith("grid", StringComparison.Ordinal))];
        string file = pictures[Math.Min(1, pictures.Length - 1)];
        string kept = Path.Combine(place, "again.png");
        string[] initial = scene.HasInitial ? ["--init", "picture.png", "--init", "picture.jpg", "--init", "picture.webp", "--init", "masked/one.png", "--mask", "mask.png", "--mask", "masked/one_mask.png"] : [];
        await RunAsync(Way.Alone, ["verify", Path.Combine(place, file), "--keep", kept, "--threads", Number(threads), .. initial]);
        File.Move(kept, Path.Combine(place, file), overwrite: true);
        return file;
    }

    private static string[] FilesIn(string place)
        => [.. Directory.GetFiles(place, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(place, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    private static string[] WordsOf(Scene scene, string place, int batch, int threads)
    {
        if (!scene.Paints)
        {
            Directory.CreateDirectory(place);
            return [.. scene.Words, $"{place}/picture.png"];
        }

        string[] many = scene.Batch is string option ? [option, Number(batch)] : [];
        return
        [
            .. scene.Words, .. many, scene.Words[0] == "paint" ? "--out" : "--outdir", place,
            "--ckpt", "pocket", "--precision", "full", "--device", "cpu", "--threads", Number(threads),
        ];
    }

    private static string Line(string name, string place, string file)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(place, file));
        return $"{name} {file} {Digest(bytes)} {Digest(PngFile.Decode(bytes, file).Image.Pixels.Span)}";
    }

    private static string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Slow and fast changes in all colours, whole numbers throughout.</summary>
    private static Image Waves(int width, int height)
        => new(width, height, [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)((i / 3 % width * (3 + (i % 3))) ^ (i / 3 / width * (5 - (i % 3)))))]);

    /// <summary>White on black, with a grey rim.</summary>
    private static Image Disc(int width, int height)
        => new(width, height, [.. Enumerable.Range(0, width * height * 3).Select(i => Shade((2 * (i / 3 % width)) - width, (2 * (i / 3 / width)) - height, height * height / 2))]);

    private static byte Shade(int x, int y, int square) => (byte)Math.Clamp(((square - (x * x) - (y * y)) * 255L / square) + 128, 0, 255);
}
