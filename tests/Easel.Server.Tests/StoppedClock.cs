namespace Easel.Server.Tests;

/// <summary>A clock that goes on when it is told to.</summary>
internal sealed class StoppedClock : TimeProvider
{
    private long _ticks = new DateTime(2026, 11, 26, 12, 0, 0, DateTimeKind.Utc).Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
}
