using Easel.Diffusion;
using Easel.Painting.Styles;

namespace Easel.Server.Api.Reading;

/// <summary>The styles that requests can name: the user's own in the folder for settings, and those that come with Easel. Read once, and again when asked to.</summary>
internal sealed class ServerStyles
{
    private readonly Lock _lock = new();
    private StyleBook? _book;

    /// <summary>All.</summary>
    public StyleBook Book
    {
        get
        {
            lock (_lock)
            {
                return _book ??= Open();
            }
        }
    }

    /// <summary>Reads them again when they are next asked for.</summary>
    public void Refresh()
    {
        lock (_lock)
        {
            _book = null;
        }
    }

    private static StyleBook Open()
    {
        try
        {
            return StyleBook.Open(file: null, Environment.CurrentDirectory);
        }
        catch (GenerationException)
        {
            // A file of the user's is damaged; `easel styles` says which. The others are there all the same.
            return new StyleBook(StyleList.BuiltIn());
        }
    }
}
