using Easel.Models.Autoencoders;
using Easel.Models.TextEncoders;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>Every network against what PyTorch computed with the same weights.</summary>
public sealed class StageTests
{
    public static TheoryData<string> Models => ["tiny-sd", "micro-sd"];

    [Theory, MemberData(nameof(Models))]
    public void Text_embeddings_are_as_recorded(string folder)
    {
        using ReferenceModel model = Open(folder);
        SafeTensors recording = model.Stage("text");
        TextEncoder encoder = model.TextEncoder();
        int[] shape = recording.Shape("text.ids");
        using Tensor ids = model.Device.Upload([.. recording.Longs("text.ids").Select(id => (int)id)], [shape[0], shape[1]]);

        using Tensor context = encoder.Forward(ids);

        Compare.Absolute(recording.Floats("text.embeddings"), model.Download(context), Tolerances.Network, "text.embeddings");
    }

    [Theory, MemberData(nameof(Models))]
    public void Predicted_noise_and_activations_are_as_recorded(string folder)
    {
        using ReferenceModel model = Open(folder);
        SafeTensors recording = model.Stage("unet");
        UNetModel unet = model.UNet();

        foreach (string name in (string[])["unet_a", "unet_b", "unet_c", "unet_d"])
        {
            Dictionary<string, string> wanted = RecordedActivations(recording, name);
            int compared = 0;
            model.Device.Observer = (layer, result) =>
            {
                if (wanted.TryGetValue(layer, out string? activation))
                {
                    model.AssertMap(recording, activation, result, Tolerances.Network * Compare.Scale(recording, activation));
                    compared++;
                }
            };

            using Tensor x = model.UploadMap(recording, $"{name}.x");
            using Tensor time = model.UploadTimes(recording, $"{name}.t", unet.Shape.Channels);
            using Tensor context = model.Upload(recording, $"{name}.context");
            using PromptContext prompts = unet.Read(context);
            using Tensor noise = unet.Forward(x, time, prompts);

            model.AssertMap(recording, $"{name}.eps", noise, Tolerances.Network * Compare.Scale(recording, $"{name}.eps"));
            Assert.Equal(wanted.Count, compared);
        }
    }

    [Fact]
    public void Averaged_weights_predict_as_recorded()
    {
        using var model = ReferenceModel.Golden("micro-sd", "model-ema.ckpt", "v1-micro-inference.yaml", ema: true);
        SafeTensors recording = model.Stage("unet_ema");
        UNetModel unet = model.UNet();
        using Tensor x = model.UploadMap(recording, "x");
        using Tensor time = model.UploadTimes(recording, "t", unet.Shape.Channels);
        using Tensor context = model.Upload(recording, "context");
        using PromptContext prompts = unet.Read(context);

        using Tensor noise = unet.Forward(x, time, prompts);

        model.AssertMap(recording, "eps", noise, Tolerances.Network * Compare.Scale(recording, "eps"));
    }

    [Theory, MemberData(nameof(Models))]
    public void Decoded_pictures_are_as_recorded(string folder)
    {
        using ReferenceModel model = Open(folder);
        SafeTensors recording = model.Stage("vae");
        Decoder decoder = model.Decoder();

        foreach (string name in (string[])["dec_a", "dec_b", "dec_c"])
        {
            using Tensor z = model.UploadMap(recording, $"{name}.z");
            using Tensor scaled = model.Device.Combine(1 / model.LatentScale, z, 0, z);
            using Tensor picture = decoder.Forward(scaled);

            model.AssertMap(recording, $"{name}.image", picture, Tolerances.Decoded);
        }
    }

    [Theory, MemberData(nameof(Models))]
    public void Encoded_moments_are_as_recorded(string folder)
    {
        using ReferenceModel model = Open(folder);
        SafeTensors recording = model.Stage("vae");
        Encoder encoder = model.Encoder();

        foreach (string name in recording.Names.Where(name => name.EndsWith(".moments", StringComparison.Ordinal)).Select(name => name.Split('.')[0]))
        {
            using Tensor picture = model.UploadMap(recording, $"{name}.image");
            using Tensor moments = encoder.Forward(picture);

            model.AssertMap(recording, $"{name}.moments", moments, Tolerances.Moments);
        }
    }

    private static ReferenceModel Open(string folder) => ReferenceModel.Golden(folder, "model.ckpt", folder == "tiny-sd" ? "v1-tiny-inference.yaml" : "v1-micro-inference.yaml");

    /// <summary>Which layer's result each recorded activation is. A block's result is its last layer's, to which the residual is added.</summary>
    private static Dictionary<string, string> RecordedActivations(SafeTensors recording, string name)
    {
        Dictionary<string, string> layers = [];
        string prefix = $"{name}.act.";
        foreach (string activation in recording.Names.Where(other => other.StartsWith(prefix, StringComparison.Ordinal)))
        {
            string[] parts = activation[prefix.Length..].Split('.');
            string? layer = parts switch
            {
                [_, "0", "0"] when parts[0] == "input_blocks" => "input_blocks.0.0",
                ["input_blocks", string i, "0", "emb_layers"] => $"input_blocks.{i}.0.emb_layers.1",
                ["input_blocks", string i, "1", "norm"] => $"input_blocks.{i}.1.norm",
                ["input_blocks", string i, "1", "proj_in"] => $"input_blocks.{i}.1.proj_in",
                ["input_blocks", string i, "1", "tb", "norm1"] => $"input_blocks.{i}.1.transformer_blocks.0.norm1",
                ["input_blocks", string i, "1", "tb"] => $"input_blocks.{i}.1.transformer_blocks.0.ff.net.2",
                ["input_blocks", string i, "1"] => $"input_blocks.{i}.1.proj_out",
                ["middle_block"] => "middle_block.2.out_layers.3",
                _ => null,
            };

            if (layer is not null)
            {
                layers[$"model.diffusion_model.{layer}"] = activation;
            }
        }

        return layers;
    }
}
