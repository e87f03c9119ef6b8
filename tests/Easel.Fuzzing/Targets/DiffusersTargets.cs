using Easel.Checkpoints;
using Easel.Checkpoints.Diffusers;
using Easel.Fuzzing.Engine;
using Easel.Tensors;
using Easel.Tensors.Memory;

namespace Easel.Fuzzing.Targets;

/// <summary>Names of tensors in a diffusers folder, a line each, made original ones.</summary>
internal sealed class DiffusersNamesTarget : FuzzTarget
{
    private static readonly ArrayMemory s_memory = new(new byte[4]);

    public override string Name => "diffusers-names";

    public override IReadOnlyList<Type> Refusals => [typeof(CheckpointException)];

    public override IEnumerable<byte[]> Seeds =>
    [
        Text("down_blocks.0.resnets.1.conv1.weight\ndown_blocks.0.attentions.0.proj_in.weight\ndown_blocks.0.downsamplers.0.conv.bias\nup_blocks.1.resnets.2.norm1.weight\nup_blocks.1.upsamplers.0.conv.weight\nmid_block.resnets.1.conv2.bias\ntime_embedding.linear_1.weight"),
        Text("encoder.down_blocks.3.resnets.0.conv1.weight\ndecoder.up_blocks.2.upsamplers.0.conv.weight\ndecoder.mid_block.attentions.0.query.weight\nquant_conv.weight\ntext_model.encoder.layers.0.mlp.fc1.weight"),
    ];

    public override IReadOnlyList<byte[]> Tokens => Words(
        "down_blocks.", "up_blocks.", "mid_block.", "resnets.", "attentions.", "downsamplers.0.conv.", "upsamplers.0.conv.", "encoder.", "decoder.", "0.", "255.", "256.", "text_model.", "weight", "\n", "to_q.", "conv_shortcut.",
        "transformer_blocks.0.");

    // Names of blocks that are not there make lists of up to 256 blocks.
    public override long AllocationPerByte => 1024;

    public override void Read(byte[] input)
    {
        Dictionary<string, HostTensor> tensors = new(StringComparer.Ordinal);
        foreach (string name in Text(input).Split('\n'))
        {
            tensors[name] = new HostTensor(name, s_memory, 0, Shape.Of([1]), ElementType.Float32);
        }

        int made = UNetNames.ToOriginal(tensors).Count() + AutoencoderNames.ToOriginal(tensors).Count() + TextEncoderNames.ToOriginal(tensors).Count();
        Promise(made <= 3 * tensors.Count, "no tensor becomes two");
        _ = OriginalNames.Of(tensors);
    }
}

/// <summary>The index of a network in parts, <c>diffusion_pytorch_model.safetensors.index.json</c>. Beside the folder lies a file that it must not reach.</summary>
internal sealed class WeightIndexTarget : FuzzTarget
{
    private const string Part = """{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""";

    private readonly ScratchFolder _scratch = new("weight-index");
    private readonly string _network;

    public WeightIndexTarget()
    {
        _network = Path.Combine(_scratch.Path, "network");
        Directory.CreateDirectory(_network);
        byte[] file = [(byte)Part.Length, 0, 0, 0, 0, 0, 0, 0, .. Text(Part), 1];
        File.WriteAllBytes(Path.Combine(_network, "part.safetensors"), file);
        File.WriteAllBytes(Path.Combine(_scratch.Path, "outside.safetensors"), file);
    }

    public override string Name => "weight-index";

    public override IReadOnlyList<Type> Refusals => [typeof(CheckpointException)];

    public override IEnumerable<byte[]> Seeds => [Text("""{"metadata":{"total_size":1},"weight_map":{"x":"part.safetensors"}}"""), Text("""{"weight_map":{"x":"../outside.safetensors"}}""")];

    public override IReadOnlyList<byte[]> Tokens => Words(
        "\"weight_map\":", "{", "}", "\"x\":", "\"part.safetensors\"", "\"../outside.safetensors\"", "..\\u002foutside.safetensors", "..", "/", "\\\\", "\\u0000", "\\ud800", "null", "[", "]", ":", ",", "\"", "/dev/zero", ".", "network");

    public override void Read(byte[] input)
    {
        File.WriteAllBytes(Path.Combine(_network, "diffusion_pytorch_model.safetensors.index.json"), input);
        using var checkpoint = Checkpoint.OpenNetwork(_network, "diffusion_pytorch_model");
        foreach ((string path, _) in checkpoint.Files)
        {
            Promise(Path.GetDirectoryName(Path.GetFullPath(path)) == _network, "only files of the folder are opened");
        }
    }
}
