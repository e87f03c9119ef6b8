using Easel.Diffusion;
using Easel.Imaging;
using Easel.Painting.Texts;
using Easel.Server.Jobs;

namespace Easel.Server.Api.Reading;

/// <summary>Values of a body's fields.</summary>
internal static class Field
{
    /// <summary>Reads a value; what is wrong with it is told with the field's name.</summary>
    /// <exception cref="JobRefusedException">It cannot be used.</exception>
    public static T Read<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is UsageException or GenerationException or ImageException)
        {
            throw new JobRefusedException(name, error.Message);
        }
    }

    /// <summary>One of some words.</summary>
    /// <exception cref="JobRefusedException">It is none of them.</exception>
    public static T Choice<T>(string name, string? value, T otherwise, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        if (value is null)
        {
            return otherwise;
        }

        List<string> words = [];
        foreach ((string word, T chosen) in choices)
        {
            if (word.Equals(value, StringComparison.OrdinalIgnoreCase))
            {
                return chosen;
            }

            words.Add(word);
        }

        throw new JobRefusedException(name, $"{Quoted.Of(value)} is none of {string.Join(", ", words)}");
    }
}
