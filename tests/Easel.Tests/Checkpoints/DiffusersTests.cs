using Easel.Checkpoints;

namespace Easel.Tests.Checkpoints;

/// <summary>Folders of the diffusers library: which files are chosen, and what their tensors are called.</summary>
public class DiffusersTests
{
    [Fact]
    public void Names_follow_from_the_blocks_that_are_found()
    {
        using TemporaryFolder folder = new();
        Write(folder, "unet/diffusion_pytorch_model.safetensors",
            "conv_in.weight", "time_embedding.linear_2.bias",
            "down_blocks.0.resnets.0.norm1.weight", "down_blocks.0.downsamplers.0.conv.weight",
            "down_blocks.1.resnets.0.conv1.weight", "down_blocks.1.attentions.0.proj_in.weight", "down_blocks.1.resnets.1.conv_shortcut.bias",
            "mid_block.resnets.1.conv2.weight", "mid_block.attentions.0.norm.bias",
            "up_blocks.0.resnets.0.time_emb_proj.weight", "up_blocks.0.resnets.1.norm2.bias", "up_blocks.0.upsamplers.0.conv.weight",
            "up_blocks.1.resnets.0.conv1.bias", "up_blocks.1.attentions.0.norm.weight", "up_blocks.1.upsamplers.0.conv.bias",
            "conv_norm_out.weight", "conv_out.bias", "something.else");
        Write(folder, "vae/diffusion_pytorch_model.safetensors",
            "decoder.up_blocks.0.resnets.2.conv_shortcut.weight", "decoder.up_blocks.1.upsamplers.0.conv.weight", "decoder.up_blocks.2.resnets.0.norm1.weight",
            "encoder.down_blocks.1.downsamplers.0.conv.bias", "encoder.mid_block.resnets.1.norm2.weight", "encoder.conv_norm_out.bias", "quant_conv.weight");
        Write(folder, "text_encoder/model.safetensors", "text_model.final_layer_norm.weight", "embeddings.token_embedding.weight");

        using Checkpoint checkpoint = OpenFolder(folder);

        string[] expected =
        [
            "model.diffusion_model.input_blocks.0.0.weight", "model.diffusion_model.time_embed.2.bias",
            "model.diffusion_model.input_blocks.1.0.in_layers.0.weight", "model.diffusion_model.input_blocks.2.0.op.weight",
            "model.diffusion_model.input_blocks.3.0.in_layers.2.weight", "model.diffusion_model.input_blocks.3.1.proj_in.weight",
            "model.diffusion_model.input_blocks.4.0.skip_connection.bias",
            "model.diffusion_model.middle_block.2.out_layers.3.weight", "model.diffusion_model.middle_block.1.norm.bias",
            "model.diffusion_model.output_blocks.0.0.emb_layers.1.weight", "model.diffusion_model.output_blocks.1.0.out_layers.0.bias",
            "model.diffusion_model.output_blocks.1.1.conv.weight",
            "model.diffusion_model.output_blocks.2.0.in_layers.2.bias", "model.diffusion_model.output_blocks.2.1.norm.weight", "model.diffusion_model.output_blocks.2.2.conv.bias",
            "model.diffusion_model.out.0.weight", "model.diffusion_model.out.2.bias", "model.diffusion_model.something.else",
            "first_stage_model.decoder.up.2.block.2.nin_shortcut.weight", "first_stage_model.decoder.up.1.upsample.conv.weight", "first_stage_model.decoder.up.0.block.0.norm1.weight",
            "first_stage_model.encoder.down.1.downsample.conv.bias", "first_stage_model.encoder.mid.block_2.norm2.weight", "first_stage_model.encoder.norm_out.bias",
            "first_stage_model.quant_conv.weight",
            "cond_stage_model.transformer.text_model.final_layer_norm.weight", "cond_stage_model.transformer.text_model.embeddings.token_embedding.weight",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), checkpoint.Tensors.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Half_precision_is_taken_where_there_is_no_other()
    {
        using TemporaryFolder folder = new();
        Write(folder, "unet/diffusion_pytorch_model.fp16.safetensors", "conv_in.weight");
        Write(folder, "vae/diffusion_pytorch_model.fp16.safetensors", "half");
        Write(folder, "vae/diffusion_pytorch_model.safetensors", "whole");
        Write(folder, "text_encoder/model.fp16.safetensors", "text_model.x");

        using Checkpoint checkpoint = OpenFolder(folder);

        Assert.Contains("model.diffusion_model.input_blocks.0.0.weight", checkpoint.Tensors.Keys);
        Assert.Contains("first_stage_model.whole", checkpoint.Tensors.Keys);
        Assert.DoesNotContain("first_stage_model.half", checkpoint.Tensors.Keys);
    }

    [Fact]
    public void Pickles_and_parts_are_read_too()
    {
        using TemporaryFolder folder = new();
        folder.Write("unet/diffusion_pytorch_model.safetensors.index.json", """{"weight_map":{"conv_in.weight":"part-1.safetensors","conv_out.weight":"part-2.safetensors"}}"""u8);
        Write(folder, "unet/part-1.safetensors", "conv_in.weight");
        Write(folder, "unet/part-2.safetensors", "conv_out.weight", "not.asked.for");
        folder.Write("vae/diffusion_pytorch_model.bin", TorchBytes.Zip(TorchBytes.OneTensor(2, 0, [2], [1]), TorchBytes.Floats(1, 2)));
        folder.Write("text_encoder/pytorch_model.bin", TorchBytes.Legacy(TorchBytes.OneTensor(2, 0, [2], [1]), (TorchBytes.Floats(3, 4), 4)));

        using Checkpoint checkpoint = OpenFolder(folder);

        Assert.Equal(
            ["cond_stage_model.transformer.x", "first_stage_model.x", "model.diffusion_model.input_blocks.0.0.weight", "model.diffusion_model.out.2.weight"],
            checkpoint.Tensors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([3, 4], checkpoint.Tensors["cond_stage_model.transformer.x"].ToArray());
    }

    [Theory]
    [InlineData("""{"weight_map":{"conv_in.weight":"../part.safetensors"}}""", "not a plain file name")]
    [InlineData("""{"weight_map":{"conv_in.weight":".."}}""", "not a plain file name")]
    [InlineData("""{"weight_map":{"conv_in.weight":"part.safetensors"}}""", "there is no such file")]
    [InlineData("""{"weight_map":{"conv_in.weight":7}}""", "is no index of weights")]
    [InlineData("""{"weight_map":{"conv_in.weight":null}}""", "not a plain file name")]
    [InlineData("""{"weight_map":null}""", "is no index of weights")]
    [InlineData("""{"weights":{}}""", "is no index of weights")]
    [InlineData("[]", "is no index of weights")]
    [InlineData("<html>", "is no index of weights")]
    public void A_broken_index_of_parts_is_refused(string index, string what)
    {
        using TemporaryFolder folder = new();
        folder.Write("unet/diffusion_pytorch_model.safetensors.index.json", System.Text.Encoding.UTF8.GetBytes(index));

        CheckpointException error = Assert.Throws<CheckpointException>(() => OpenFolder(folder));

        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_without_weights_is_named_with_what_is_wanted()
    {
        using TemporaryFolder folder = new();
        Write(folder, "unet/diffusion_pytorch_model.safetensors", "conv_in.weight");

        CheckpointException error = Assert.Throws<CheckpointException>(() => OpenFolder(folder));

        Assert.StartsWith(Path.Combine(folder.Path, "vae"), error.Message, StringComparison.Ordinal);
        Assert.Contains("wanted is diffusion_pytorch_model.safetensors or diffusion_pytorch_model.bin, whole, in half precision", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Attention_matrices_become_convolutions_whatever_their_strides()
    {
        using TemporaryFolder folder = new();
        byte[] pickle = TorchBytes.Pickle(writer =>
        {
            writer.Write(Easel.Checkpoints.Pickle.PickleOpcode.EmptyDict);
            writer.Text("encoder.mid_block.attentions.0.query.weight");
            Easel.Checkpoints.Torch.TorchPickle.Tensor(writer, "FloatStorage", "0", 4, 0, [2, 2], [1, 2]);
            writer.Write(Easel.Checkpoints.Pickle.PickleOpcode.SetItem);
        });
        Write(folder, "unet/diffusion_pytorch_model.safetensors", "conv_in.weight");
        folder.Write("vae/diffusion_pytorch_model.bin", TorchBytes.Zip(pickle, TorchBytes.Floats(1, 2, 3, 4)));
        Write(folder, "text_encoder/model.safetensors", "text_model.x");

        using Checkpoint checkpoint = OpenFolder(folder);

        Assert.Equal([2, 2, 1, 1], checkpoint.Tensors["first_stage_model.encoder.mid.attn_1.q.weight"].Shape);
        Assert.Equal([1, 3, 2, 4], checkpoint.Tensors["first_stage_model.encoder.mid.attn_1.q.weight"].ToArray());
    }

    [Fact]
    public void Older_names_of_text_weights_in_a_single_file_are_mapped()
    {
        using TemporaryFolder folder = new();
        Write(folder, "model.ckpt", "model.diffusion_model.x", "cond_stage_model.transformer.encoder.layers.0.mlp.fc1.weight", "cond_stage_model.transformer.text_model.y");

        using Checkpoint checkpoint = Checkpoint.Open(Path.Combine(folder.Path, "model.ckpt"));

        Assert.Equal(
            ["cond_stage_model.transformer.text_model.encoder.layers.0.mlp.fc1.weight", "cond_stage_model.transformer.text_model.y", "model.diffusion_model.x"],
            checkpoint.Tensors.Keys.Order(StringComparer.Ordinal));
    }

    private static Checkpoint OpenFolder(TemporaryFolder folder)
    {
        folder.Write("model_index.json", "{}"u8);
        return Checkpoint.Open(folder.Path);
    }

    /// <summary>Writes a safetensors file with a number under each name.</summary>
    private static void Write(TemporaryFolder folder, string file, params string[] names)
    {
        string header = string.Join(",", names.Select((name, i) => $"\"{name}\":{{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[{i},{i + 1}]}}"));
        folder.Write(file, SafetensorsBytes.File("{" + header + "}", names.Length));
    }
}
