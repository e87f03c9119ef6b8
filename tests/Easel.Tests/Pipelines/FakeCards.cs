using Easel.Cuda;
using Easel.Cuda.Driver;

namespace Easel.Tests.Pipelines;

/// <summary>Cards that are not there.</summary>
internal static class FakeCards
{
    /// <summary>A card whose memory is free.</summary>
    public static Card Card(int index, string name, (int Major, int Minor) capability, double gibibytes)
    {
        CardProperties properties = new()
        {
            Name = name,
            Capability = capability,
            Multiprocessors = 100,
            Memory = (long)(gibibytes * (1L << 30)),
            SharedMemoryPerBlock = 100 << 10,
            SharedMemoryPerMultiprocessor = 100 << 10,
            CacheBytes = 4 << 20,
        };
        return new Card(index, properties, CudaRequirements.Obstacle(index, properties));
    }

    /// <summary>A machine with cards.</summary>
    public static CardSurvey Survey(params Card[] cards) => new(cards, card => (card.Properties.Memory, card.Properties.Memory), () => { }) { DriverVersion = 12040 };
}
