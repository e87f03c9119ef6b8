namespace Easel.Server.Tests;

/// <summary>A clock that is right, but whose timers ring at once.</summary>
internal sealed class HastyClock : TimeProvider
{
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(20);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        => base.CreateTimer(callback, state, dueTime > s_soon ? s_soon : dueTime, period);
}
