using System.Reflection;

namespace Easel.Painting.Styles;

/// <summary>Styles of one kind.</summary>
/// <param name="Name">what <c>easel styles</c> calls it</param>
/// <param name="Title">for people</param>
/// <param name="Description">one line</param>
/// <param name="Styles">in the order they are shown</param>
internal sealed record StyleList(string Name, string Title, string Description, IReadOnlyList<PromptStyle> Styles)
{
    private static readonly string[] s_names = ["image-types", "styles", "aesthetics", "painters", "sculptors", "architects"];

    /// <summary>The lists that come with Easel.</summary>
    public static IReadOnlyList<StyleList> BuiltIn() => [.. s_names.Select(Load)];

    private static StyleList Load(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"styles/{name}.json")
            ?? throw new InvalidOperationException($"The list {name} is missing from the program.");
        using StreamReader reader = new(stream);
        return StylesJson.Read(reader.ReadToEnd(), name);
    }
}
