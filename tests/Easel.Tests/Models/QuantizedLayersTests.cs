using Easel.Models.UNet;

namespace Easel.Tests.Models;

public class QuantizedLayersTests
{
    [Theory]
    [InlineData("model.diffusion_model.input_blocks.1.0.in_layers.2", true)]
    [InlineData("model.diffusion_model.input_blocks.10.0.out_layers.3", true)]
    [InlineData("model.diffusion_model.input_blocks.3.0.op", true)]
    [InlineData("model.diffusion_model.middle_block.1.proj_in", true)]
    [InlineData("model.diffusion_model.output_blocks.0.0.in_layers.2", true)]
    [InlineData("model.diffusion_model.output_blocks.11.1.transformer_blocks.0.attn1.to_k", true)]
    [InlineData("model.diffusion_model.output_blocks.11.1.transformer_blocks.0.attn2.to_q", true)]
    [InlineData("model.diffusion_model.output_blocks.11.1.transformer_blocks.0.ff.net.0.proj", true)]
    [InlineData("model.diffusion_model.output_blocks.11.1.transformer_blocks.0.attn2.to_k", false)]
    [InlineData("model.diffusion_model.output_blocks.11.1.transformer_blocks.0.attn2.to_v", false)]
    [InlineData("model.diffusion_model.output_blocks.11.0.skip_connection", false)]
    [InlineData("model.diffusion_model.input_blocks.1.0.emb_layers.1", false)]
    [InlineData("model.diffusion_model.input_blocks.0.0", false)]
    [InlineData("model.diffusion_model.time_embed.2", false)]
    [InlineData("model.diffusion_model.out.2", false)]
    [InlineData("first_stage_model.decoder.mid.block_1.conv1", false)]
    [InlineData("cond_stage_model.transformer.text_model.encoder.layers.0.mlp.fc1", false)]
    public void The_UNet_s_middle_layers_are_in_int8_and_no_others(string name, bool isIncluded) => Assert.Equal(isIncluded, QuantizedLayers.Include(name));
}
