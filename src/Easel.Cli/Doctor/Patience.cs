namespace Easel.Cli.Doctor;

/// <summary>Looks at what may never answer: a pipe in a file's place, a disk of another machine that is gone.</summary>
internal static class Patience
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);

    /// <summary>What a look finds; none if it does not come to an end.</summary>
    public static T? Try<T>(Func<T> look) where T : class
    {
        // On a thread of its own, which does not keep the process from ending.
        TaskCompletionSource<T> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(() =>
        {
            try
            {
                found.SetResult(look());
            }
            catch (Exception error)
            {
                found.SetException(error);
            }
        })
        { IsBackground = true };
        thread.Start();
        return Task.WaitAny([found.Task], s_longest) == 0 ? found.Task.GetAwaiter().GetResult() : null;
    }
}
