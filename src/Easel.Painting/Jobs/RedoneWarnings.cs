using Easel.Diffusion.Pipelines;

namespace Easel.Painting.Jobs;

/// <summary>Tells people of layers that were computed again in float32: of each once, though it may overflow in every step.</summary>
internal sealed class RedoneWarnings
{
    // More names than these fill the screen, and say no more.
    private const int MostNames = 3;

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>What to say; none if all has been said before.</summary>
    public string? Of(LayerRedoneUpdate update)
    {
        string[] news = [.. update.Redone.Layers.Where(_told.Add)];
        if (news.Length == 0)
        {
            return null;
        }

        string where = update.Redone.Stage switch
        {
            RunStage.InitialPicture => "reading the initial picture",
            RunStage.Prompt => "reading the prompt",
            RunStage.Decoding => "decoding",
            _ => $"step {update.Redone.Step}",
        };
        string names = string.Join(", ", news.Take(MostNames).Select(name => $"'{name}'")) + (news.Length > MostNames ? $" and {news.Length - MostNames} more" : "");
        return $"{where}: {names} overflowed in half precision or int8. Computed again in float32, here and wherever that happens again, and the run goes on. --precision full computes everything so";
    }
}
