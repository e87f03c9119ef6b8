namespace Easel.Cli.Library;

/// <summary>Asks the user.</summary>
internal static class Question
{
    /// <summary>Whether the answer is yes; anything else, and the end of input, is no.</summary>
    /// <param name="surroundings">With somebody to ask.</param>
    /// <param name="text">The question.</param>
    public static async Task<bool> AskAsync(Surroundings surroundings, string text)
    {
        surroundings.Error.Write($"{text} [y/N] ");
        surroundings.Error.Flush();

        // A line that is waited for cannot be given up; the wait for it can.
        string? answer = await Task.Run(surroundings.ReadLine!, CancellationToken.None).WaitAsync(surroundings.Cancel).ConfigureAwait(false);
        return answer?.Trim().ToUpperInvariant() is "Y" or "YES";
    }
}
