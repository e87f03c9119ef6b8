using System.Text.Json.Nodes;

namespace Easel.Server.Tests.Page.Mock;

/// <summary>A studio that has been used for a while.</summary>
internal static class MockSample
{
    private static readonly (string Prompt, int Width, int Height)[] s_pictures =
    [
        ("a red fox in the snow, etching", 512, 512), ("hills at dawn, oil painting", 768, 512), ("a lighthouse in fog", 512, 768), ("dunes under a white sun, gouache", 640, 512),
        ("a valley of pines, watercolor", 768, 448), ("the sea at night, ukiyo-e", 512, 512), ("a quiet harbour, golden hour", 512, 640), ("terraced fields after rain", 768, 512),
        ("an island far away, risograph", 512, 512), ("northern lights over a ridge", 768, 432), ("a desert road, synthwave", 512, 512), ("mountains in layers of mist", 448, 768),
        ("a meadow in June, impressionism", 640, 512), ("red cliffs by the water", 512, 512), ("first snow on the pass", 768, 512), ("evening in the foothills", 512, 512),
    ];

    /// <summary>Fills a studio with pictures; with a queue too if wanted.</summary>
    public static void Fill(MockStudio studio, bool withQueue)
    {
        for (int i = 0; i < s_pictures.Length; i++)
        {
            (string prompt, int width, int height) = s_pictures[i];
            MockJob job = new(studio.NewId(), Request(prompt, width, height, seed: 100 + i));
            JsonObject picture = studio.Paint(job, DateTimeOffset.UtcNow.AddHours(-3 * (s_pictures.Length - i)));
            picture["favourite"] = i % 5 == 2;
        }

        if (withQueue)
        {
            studio.Add(Request("a castle of glass at noon", 512, 512, 5), job => (job.State, job.Finished, job.Error) = ("failed", DateTimeOffset.UtcNow.AddMinutes(-9),
                "There is not enough memory for 2048 x 2048: 9.1 GiB are needed, 3.2 GiB are free. Choose a smaller size."));
            studio.Add(Request("a tram in the rain, etching", 512, 512, 6), job => (job.State, job.Finished) = ("cancelled", DateTimeOffset.UtcNow.AddMinutes(-4)));
            studio.Add(Request("a lake between two mountains, oil painting", 768, 512, 12, count: 4), job => (job.State, job.Started, job.Step, job.Previews) = ("running", DateTimeOffset.UtcNow, 13, 13));
            studio.Add(Request("an orchard in bloom, watercolor", 512, 512, 20, count: 2), job => job.Priority = 5);
            studio.Add(Request("the old mill at dusk", 512, 768, 21), job => job.State = "paused");
            studio.Add(Request("a paper boat on a very long river that winds through everything, seen from high above", 768, 512, 22, count: 8));
            studio.Add(Request("three pears on a blue cloth", 512, 512, 23));
        }
    }

    /// <summary>What asks for a study with two axes.</summary>
    public static JsonObject Study() => new()
    {
        ["kind"] = "study",
        ["axes"] = new JsonArray(new JsonObject { ["name"] = "steps", ["values"] = new JsonArray("10", "20", "40") }, new JsonObject { ["name"] = "sampler", ["values"] = new JsonArray("ddim", "euler", "dpmpp_2m") }),
        ["request"] = Request("a lighthouse in fog", 512, 512, 1),
    };

    public static JsonObject Request(string prompt, int width, int height, int seed, int count = 1) => new()
    {
        ["prompt"] = prompt,
        ["negativePrompt"] = "blurry, text",
        ["styles"] = new JsonArray(),
        ["model"] = "sd-v1-4",
        ["width"] = width,
        ["height"] = height,
        ["steps"] = 20,
        ["sampler"] = "dpmpp_2m",
        ["schedule"] = "karras",
        ["scale"] = 7.5,
        ["seed"] = seed,
        ["count"] = count,
        ["syntax"] = "weighted",
    };
}
