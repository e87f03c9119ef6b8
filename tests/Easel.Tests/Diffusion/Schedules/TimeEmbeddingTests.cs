using Easel.Diffusion.Schedules;

namespace Easel.Tests.Diffusion.Schedules;

public class TimeEmbeddingTests
{
    [Theory]
    [InlineData("timestep_embedding", 32)]
    [InlineData("timestep_embedding_320", 320)]
    public void Whole_times_are_embedded_as_recorded(string name, int width)
    {
        SafeTensors recording = Goldens.Open("tiny-sd/stages/schedule.safetensors");

        float[] actual = [.. recording.Longs("timesteps").SelectMany(time => TimeEmbedding.Of(time, width))];

        // Waves go from -1 to 1: absolute, not relative.
        Tolerances.AssertAbsolute(recording.Floats(name), actual, Tolerances.Schedule);
    }

    [Fact]
    public void Fractional_times_are_embedded_as_recorded()
    {
        SafeTensors recording = Goldens.Open("tiny-sd/stages/schedule.safetensors");

        float[] actual = [.. recording.Floats("timesteps_fractional").SelectMany(time => TimeEmbedding.Of(time, 320))];

        Tolerances.AssertAbsolute(recording.Floats("timestep_embedding_fractional_320"), actual, Tolerances.Schedule);
    }

    [Fact]
    public void An_odd_width_ends_in_zero()
    {
        float[] embedding = TimeEmbedding.Of(500, 33);

        Assert.Equal([.. TimeEmbedding.Of(500, 32), 0], embedding);
    }
}
