using System.Globalization;

namespace Easel.Benchmarks.Gpu;

/// <summary>What was asked for behind <c>gpu</c>.</summary>
internal sealed record GpuOptions
{
    /// <summary>A line for each part.</summary>
    public static readonly string[] Usages =
    [
        "kernels [--card N] [--peak TFLOPS] [--ways] [--json]",
        "plans [--card N] [--peak TFLOPS] [--json]",
        "unet|vae [--card N] [--batch N] [--side PIXELS] [--rounds N] [--peak TFLOPS] [--ways] [--profile] [--json]",
        "image [--card N] [--batch N] [--side PIXELS] [--steps N] [--rounds N] [--ckpt FILE [--vocab FILE]] [--translate ahead|wanted|driver] [--json]",
    ];

    // A part takes no word that it would not heed.
    private static readonly Dictionary<string, string[]> s_words = new()
    {
        ["kernels"] = ["--card", "--peak", "--ways", "--json"],
        ["plans"] = ["--card", "--peak", "--json"],
        ["unet"] = ["--card", "--batch", "--side", "--rounds", "--peak", "--ways", "--profile", "--json"],
        ["vae"] = ["--card", "--batch", "--side", "--rounds", "--peak", "--ways", "--profile", "--json"],
        ["image"] = ["--card", "--batch", "--side", "--steps", "--rounds", "--ckpt", "--vocab", "--translate", "--json"],
    };

    public int Card { get; private set; }

    /// <summary>Pictures at once; with guidance a network sees twice as many.</summary>
    public int Batch { get; private set; } = 1;

    public int Side { get; private set; } = 512;

    public int Steps { get; private set; } = 50;

    public int Rounds { get; private set; } = 5;

    /// <summary>TFLOP/s that the card's tensor cores reach, as a large product of another program measured it; shares are printed against it.</summary>
    public double? Peak { get; private set; }

    public string? Checkpoint { get; private set; }

    public string? Vocabulary { get; private set; }

    /// <summary>How kernels are translated: by the linker ahead, by the linker when they are wanted, or by the driver as it loads them.</summary>
    public string Translate { get; private set; } = "ahead";

    public bool Profiles { get; private set; }

    /// <summary>Whether everything is measured in each of <see cref="GpuWay.All"/>.</summary>
    public bool AllWays { get; private set; }

    public bool Json { get; private set; }

    /// <summary>Reads the words behind a part; null if there is no such part or a word is wrong.</summary>
    public static GpuOptions? Parse(string part, ReadOnlySpan<string> words)
    {
        if (!s_words.TryGetValue(part, out string[]? known))
        {
            return null;
        }

        GpuOptions options = new();
        for (int i = 0; i < words.Length; i++)
        {
            if (!known.Contains(words[i]))
            {
                return null;
            }

            string value = i + 1 < words.Length ? words[i + 1] : "";
            bool isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
            switch (words[i])
            {
                case "--json":
                    options.Json = true;
                    continue;
                case "--ways":
                    options.AllWays = true;
                    continue;
                case "--profile":
                    options.Profiles = true;
                    continue;
                case "--card" when isNumber:
                    options.Card = number;
                    break;
                case "--batch" when isNumber && number > 0:
                    options.Batch = number;
                    break;
                case "--side" when isNumber && number >= 64 && number % 64 == 0:
                    options.Side = number;
                    break;
                case "--steps" when isNumber && number > 0:
                    options.Steps = number;
                    break;
                case "--rounds" when isNumber && number > 0:
                    options.Rounds = number;
                    break;
                case "--peak" when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double peak) && peak > 0:
                    options.Peak = peak;
                    break;
                case "--ckpt" when value.Length > 0:
                    options.Checkpoint = value;
                    break;
                case "--translate" when value is "ahead" or "wanted" or "driver":
                    options.Translate = value;
                    break;
                case "--vocab" when value.Length > 0:
                    options.Vocabulary = value;
                    break;
                default:
                    return null;
            }

            i++;
        }

        return options.Vocabulary is not null && options.Checkpoint is null ? null : options;
    }
}
