using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Easel.Checkpoints;
using Easel.Diffusion.Safety;
using Easel.Imaging;
using Easel.Models;
using Easel.Tests.Checkpoints;

namespace Easel.Tests.Diffusion.Safety;

/// <summary>What a safety checker's files may be, and what is said of those that cannot be used.</summary>
public sealed class SafetyCheckerFileTests : IDisposable
{
    private const string WeightFile = "safety_checker.safetensors";

    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("pytorch_model.bin")]
    public void A_folder_as_published_is_opened_by_its_usual_names(string name)
    {
        Copy(name.EndsWith(".bin", StringComparison.Ordinal) ? "pytorch_model.bin" : WeightFile, name);
        Copy("config.json");

        using SafetyChecker checker = SafetyChecker.Open(_folder.Path, threads: 1);

        Assert.Equal((4, 2, 64, 256, 14, 224, 48), (checker.Shape.Heads, checker.Shape.Layers, checker.Shape.Width, checker.Shape.Hidden, checker.Shape.PatchSize, checker.Shape.ImageSize, checker.Shape.Projection));
    }

    [Fact]
    public void A_diffusers_folder_is_opened_by_its_own_checker_and_feature_extractor()
    {
        Directory.CreateDirectory(_folder.PathOf("safety_checker"));
        Directory.CreateDirectory(_folder.PathOf("feature_extractor"));
        Copy(WeightFile, "safety_checker/model.safetensors");
        Copy("config.json", "safety_checker/config.json");
        Copy("preprocessor_config.json", "feature_extractor/preprocessor_config.json");
        Edit("feature_extractor/preprocessor_config.json", settings => settings["image_mean"] = new JsonArray(0.5, 0.25, 0.125));

        using SafetyChecker checker = SafetyChecker.Open(_folder.Path, threads: 1);

        Assert.Equal([0.5f, 0.25f, 0.125f], checker.Preprocessing.Mean);
    }

    [Fact]
    public void Newer_files_that_name_each_side_are_understood()
    {
        CopyAll();
        Edit("preprocessor_config.json", settings =>
        {
            settings["size"] = new JsonObject { ["shortest_edge"] = 224 };
            settings["crop_size"] = new JsonObject { ["height"] = 224, ["width"] = 224 };
            settings["rescale_factor"] = 0.00392156862745098;
        });

        using SafetyChecker checker = SafetyChecker.Open(_folder.PathOf(WeightFile), threads: 1);

        Assert.Equal(224, checker.Preprocessing.Side);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3000, 2)]
    [InlineData(2, 70000)]
    [InlineData(223, 224)]
    public void Any_size_of_picture_is_looked_at(int width, int height)
    {
        CopyAll();
        using SafetyChecker checker = SafetyChecker.Open(_folder.Path, threads: 1);

        SafetyVerdict verdict = checker.Check(new Image(width, height, new byte[width * height * 3]));

        Assert.Equal((17, 3), (verdict.Scores.Count, verdict.SpecialScores.Count));
    }

    [Theory]
    [InlineData("size", "512", "'size' is 512, but a whole number from 224 to 224 is wanted")]
    [InlineData("crop_size", """{ "height": 224, "width": 200 }""", "'crop_size' is")]
    [InlineData("resample", "2", "'resample' is 2, but 3 is wanted")]
    [InlineData("do_normalize", "false", "'do_normalize' is false, but true is wanted")]
    [InlineData("image_std", "[1, 0, 1]", "'image_std' is")]
    [InlineData("image_mean", "\"none\"", "'image_mean' is \"none\", but three numbers")]
    public void Other_preprocessing_is_refused_with_its_key(string key, string value, string wanted)
    {
        CopyAll();
        Edit("preprocessor_config.json", settings => settings[key] = JsonNode.Parse(value));

        ConfigException error = Assert.Throws<ConfigException>(() => SafetyChecker.Open(_folder.Path, threads: 1));

        Assert.Contains("preprocessor_config.json: ", error.Message);
        Assert.Contains(wanted, error.Message);
    }

    [Theory]
    [InlineData("hidden_size", "1024", "'hidden_size' is 1024, but 64 is wanted")]
    [InlineData("num_hidden_layers", "24", "'num_hidden_layers' is 24, but 2 is wanted")]
    [InlineData("num_attention_heads", "0", "'num_attention_heads' is 0")]
    [InlineData("hidden_act", "\"gelu\"", "'hidden_act' is \"gelu\", but quick_gelu is wanted")]
    public void A_config_that_is_not_the_weights_is_refused_with_its_key(string key, string value, string wanted)
    {
        CopyAll();
        Edit("config.json", settings => settings["vision_config"]![key] = JsonNode.Parse(value));

        ConfigException error = Assert.Throws<ConfigException>(() => SafetyChecker.Open(_folder.Path, threads: 1));

        Assert.Contains("config.json: ", error.Message);
        Assert.Contains(wanted, error.Message);
    }

    [Theory]
    [InlineData("{ ", "not JSON")]
    [InlineData("[]", "an object of settings is wanted")]
    public void A_config_that_is_no_settings_is_refused(string text, string wanted)
    {
        CopyAll();
        File.WriteAllText(_folder.PathOf("config.json"), text);

        Assert.Contains(wanted, Assert.Throws<ConfigException>(() => SafetyChecker.Open(_folder.Path, threads: 1)).Message);
    }

    [Fact]
    public void Heads_that_do_not_divide_the_width_are_refused()
    {
        CopyAll();
        Edit("config.json", settings => settings["vision_config"]!["num_attention_heads"] = 7);

        Assert.Contains("7 attention heads do not divide", Assert.Throws<CheckpointException>(() => SafetyChecker.Open(_folder.Path, threads: 1)).Message);
    }

    [Theory]
    [InlineData("model.ckpt", "It is a checkpoint of Stable Diffusion v1.")]
    [InlineData("diffusers/text_encoder/model.safetensors", "belong to another model.")]
    public void Another_models_file_is_refused_with_what_it_is(string file, string wanted)
    {
        string path = Goldens.Path("micro-sd", file);
        Assert.SkipUnless(File.Exists(path), $"NOT TESTED: no {path}");

        CheckpointException error = Assert.Throws<CheckpointException>(() => SafetyChecker.Open(path, threads: 1));

        Assert.Contains("has no tensor 'concept_embeds', so it is no safety checker", error.Message);
        Assert.Contains(wanted, error.Message);
        Assert.Contains(SafetyChecker.Origin, error.Message);
    }

    [Fact]
    public void What_is_missing_is_said()
    {
        Assert.Contains("there is no such file", Opening(_folder.PathOf("nowhere")));
        Assert.Contains("has no weights; wanted is model.safetensors or model.bin, whole, in half precision (.fp16), or an index and its parts. ", Opening(_folder.Path));

        File.WriteAllText(_folder.PathOf("model_index.json"), "{}");
        Assert.Contains("this diffusers folder has no folder safety_checker", Opening(_folder.Path));
    }

    [Theory]
    [InlineData("concept_embeds", new[] { 17, 47 }, "tensor 'concept_embeds' is [17, 47], but the model wants [17, 48]")]
    [InlineData("concept_embeds_weights", new[] { 16 }, "tensor 'concept_embeds_weights' is [16], but the model wants [17]")]
    [InlineData("visual_projection.weight", new[] { 48, 63 }, "tensor 'visual_projection.weight' is [48, 63], but the model wants [48, 64]")]
    [InlineData("vision_model.vision_model.embeddings.position_embedding.weight", new[] { 200, 64 }, "places for a square of patches")]
    [InlineData("vision_model.vision_model.embeddings.patch_embedding.weight", new[] { 64, 4, 14, 14 }, "square patches of red, green and blue")]
    public void A_misshapen_tensor_is_named_with_both_shapes(string name, int[] shape, string wanted)
    {
        CopyAll();
        Rewrite(tensors => tensors[name] = (shape, new float[shape.Aggregate(1, (product, extent) => product * extent)]));

        Assert.Contains(wanted, Opening(_folder.PathOf(WeightFile)));
    }

    [Theory]
    [InlineData("special_care_embeds", "tensor 'special_care_embeds' is missing")]
    [InlineData("special_care_embeds_weights", "no tensor 'special_care_embeds_weights'")]
    [InlineData("vision_model.vision_model.pre_layrnorm.bias", "no tensor 'vision_model.vision_model.pre_layrnorm.bias'")]
    [InlineData("vision_model.vision_model.embeddings.patch_embedding.weight", "so no CLIP vision tower")]
    public void A_missing_tensor_is_named(string name, string wanted)
    {
        CopyAll();
        Rewrite(tensors => tensors.Remove(name));

        Assert.Contains(wanted, Opening(_folder.PathOf(WeightFile)));
    }

    [Theory]
    [InlineData("concept_embeds")]
    [InlineData("special_care_embeds_weights")]
    [InlineData("vision_model.vision_model.embeddings.class_embedding")]
    [InlineData("vision_model.vision_model.embeddings.patch_embedding.weight")]
    [InlineData("vision_model.vision_model.encoder.layers.1.mlp.fc2.weight")]
    public void Weights_that_are_no_numbers_are_refused(string name)
    {
        CopyAll();
        Rewrite(tensors => tensors[name].Values[3 % tensors[name].Values.Length] = float.NaN);

        string message = Opening(_folder.PathOf(WeightFile));

        Assert.Contains(name, message);
        Assert.Contains("NaN", message);
        Assert.Contains("get it again", message);
    }

    [Fact]
    public void The_users_cache_comes_before_the_checkpoints_own_folder_and_both_only_with_weights()
    {
        string cache = _folder.PathOf("cache");
        string model = _folder.PathOf("model");
        string own = Path.Combine(model, "safety_checker");
        Directory.CreateDirectory(cache);
        Directory.CreateDirectory(own);
        Assert.Null(SafetyCheckerFinder.Find(model, cache));

        File.WriteAllText(Path.Combine(own, "pytorch_model.bin"), "");
        Assert.Equal(own, SafetyCheckerFinder.Find(model, cache));

        File.WriteAllText(Path.Combine(cache, "config.json"), "");
        Assert.Equal(own, SafetyCheckerFinder.Find(model, cache));

        File.WriteAllText(Path.Combine(cache, "model.safetensors"), "");
        Assert.Equal(cache, SafetyCheckerFinder.Find(model, cache));
        Assert.Equal(own, SafetyCheckerFinder.Find(model, cache: null));
    }

    public void Dispose() => _folder.Dispose();

    private static string Opening(string path) => Assert.Throws<CheckpointException>(() => SafetyChecker.Open(path, threads: 1)).Message;

    private void CopyAll()
    {
        Copy(WeightFile);
        Copy("config.json");
        Copy("preprocessor_config.json");
    }

    private void Copy(string name, string? to = null) => File.WriteAllBytes(_folder.PathOf(to ?? name), File.ReadAllBytes(Goldens.Path("safety", name)));

    private void Edit(string name, Action<JsonNode> change)
    {
        JsonNode settings = JsonNode.Parse(File.ReadAllText(_folder.PathOf(name)))!;
        change(settings);
        File.WriteAllText(_folder.PathOf(name), settings.ToJsonString());
    }

    /// <summary>Writes the weights anew, changed.</summary>
    private void Rewrite(Action<Dictionary<string, (int[] Shape, float[] Values)>> change)
    {
        SafeTensors original = new(_folder.PathOf(WeightFile));
        var tensors = original.Names.Where(name => original.TypeOf(name) == "F32").ToDictionary(name => name, name => (original.Shape(name), original.Floats(name)));
        change(tensors);

        JsonObject header = [];
        using MemoryStream data = new();
        foreach ((string name, (int[] shape, float[] values)) in tensors)
        {
            long begin = data.Length;
            data.Write(MemoryMarshal.AsBytes<float>(values));
            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. shape.Select(extent => (JsonNode)extent)]),
                ["data_offsets"] = new JsonArray(begin, data.Length),
            };
        }

        File.WriteAllBytes(_folder.PathOf(WeightFile), SafetensorsBytes.File(header.ToJsonString(), data.ToArray()));
    }
}
