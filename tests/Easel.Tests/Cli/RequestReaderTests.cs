using System.Text.Json.Nodes;
using Easel.Diffusion;
using Easel.Diffusion.Approximations;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Imaging;
using Easel.Painting.Metadata;

namespace Easel.Tests.Cli;

/// <summary>Requests come back from what is written down of them, field by field.</summary>
public sealed class RequestReaderTests
{
    private static readonly ImageRequest s_unusual = new()
    {
        Batches = [["a \"quoted\" fox", "ein Fuchs, größer"], ["a boat\nwith two lines"]],
        NegativePrompt = "blurry",
        Syntax = PromptSyntax.Weighted,
        Iterations = 3,
        NoiseBatch = 2,
        Sampler = SamplerKind.DpmPlusPlus3MSde,
        Steps = 17,
        Schedule = ScheduleKind.Karras,
        Eta = 0.1,
        GuidanceScale = 6.25,
        LatentChannels = 8,
        Downsampling = 4,
        Width = 768,
        Height = 520,
        Seed = ulong.MaxValue,
        Noise = NoiseKind.Cuda,
        HasSeedPerIteration = true,
        FixedStart = false,
        Approximations = new ApproximationChoice { ReuseEvery = 3, ReuseStart = 0.2, GuidanceEnd = 0.8, MergedShare = 0.5, UsesInt8 = true },
        Initial = new InitialPicture(new Image(1, 1, [1, 2, 3])) { Mask = new GrayImage(1, 1, [200]), Strength = 0.1, Blending = MaskBlending.AsDemo },
    };

    [Fact]
    public void A_request_with_everything_unusual_comes_back()
    {
        var written = (JsonObject)JsonNode.Parse(RequestRecord.Whole(s_unusual).ToJsonString())!;

        ImageRequest read = RequestReader.Read(written, Initial);

        Assert.Equal(s_unusual.Batches, read.Batches);
        Assert.Equal(s_unusual with { Batches = [], Initial = null }, read with { Batches = [], Initial = null });
        Assert.Equal(s_unusual.Initial, read.Initial);

        static InitialPicture Initial(RecordedInitial recorded)
        {
            // sha256sum of the bytes 1 2 3, and of the byte 200
            Assert.Equal("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81", recorded.Sha256);
            Assert.Equal("7c5bd2d144fdde498406edcb9fe60ce65b0dfa5f2dd7a7617f505e3d46d68bdb", recorded.MaskSha256);
            Assert.Equal((0.1, MaskBlending.AsDemo), (recorded.Strength, recorded.Blending));
            return s_unusual.Initial!;
        }
    }

    [Fact]
    public void A_pictures_record_is_a_request_for_its_own_batch()
    {
        JsonObject written = RequestRecord.Of(s_unusual with { Initial = null }, s_unusual.Batches[0]);

        ImageRequest read = RequestReader.Read(written, _ => throw new InvalidOperationException());

        Assert.Equal([s_unusual.Batches[0]], read.Batches);
        Assert.Equal(1, read.Iterations);
    }

    [Theory]
    [InlineData("steps", "\"many\"", "The field 'steps' has \"many\", which it cannot have.")]
    [InlineData("steps", "null", "The field 'steps' has nothing, which it cannot have.")]
    [InlineData("sampler", "\"magic\"", "The field 'sampler' has \"magic\", which it cannot have.")]
    [InlineData("sampler", "3", "The field 'sampler' has 3, which it cannot have.")]
    [InlineData("prompts", "[[]]", "The field 'prompts' has [], which it cannot have.")]
    [InlineData("prompts", "[[1]]", "The field 'prompts' has 1, which it cannot have.")]
    [InlineData("seed", "-1", "The field 'seed' has -1, which it cannot have.")]
    [InlineData("initial", "7", "The field 'initial' has 7, which it cannot have.")]
    [InlineData("fast", "\"warp\"", "The field 'fast' has warp: ")]
    public void A_wrong_field_is_named(string field, string value, string message)
    {
        JsonObject written = RequestRecord.Whole(s_unusual);
        written[field] = JsonNode.Parse(value);

        FormatException error = Assert.Throws<FormatException>(() => RequestReader.Read(written, _ => s_unusual.Initial!));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }
}
