namespace Easel.Server.Tests;

/// <summary>Waits for what comes by itself: long, since other programs may want the machine, and only as long as it must.</summary>
internal static class Patience
{
    /// <summary>After this long it does not come any more.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<bool> isSo, Func<string>? instead = null)
    {
        DateTime end = DateTime.UtcNow + Limit;
        while (!isSo())
        {
            Assert.True(DateTime.UtcNow < end, instead?.Invoke() ?? "it does not come true");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits for the end of a task.</summary>
    public static Task PatientlyAsync(this Task task) => task.WaitAsync(Limit, TestContext.Current.CancellationToken);

    /// <summary>Waits for what a task gives.</summary>
    public static Task<T> PatientlyAsync<T>(this Task<T> task) => task.WaitAsync(Limit, TestContext.Current.CancellationToken);
}
