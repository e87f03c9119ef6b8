namespace Easel.Server.Tests;

/// <summary>Waits for what comes true by itself, for half a minute at most.</summary>
internal static class Eventually
{
    public static async Task UntilAsync(Func<bool> isTrue)
    {
        DateTime end = DateTime.UtcNow.AddSeconds(30);
        while (!isTrue())
        {
            Assert.True(DateTime.UtcNow < end, "it does not come true");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
