using Easel.Pocket.Scenes;

namespace Easel.Pocket.Captions;

/// <summary>The words that captions use, the plain one first.</summary>
internal static class Words
{
    /// <summary>What a subject is called.</summary>
    public static string[] For(SubjectKind kind) => kind switch
    {
        SubjectKind.Circle => ["circle", "circle", "disc", "disk"],
        SubjectKind.Square => ["square", "square", "box"],
        SubjectKind.Moon => ["moon", "moon", "crescent moon", "crescent"],
        SubjectKind.House => ["house", "house", "home", "cottage"],
        SubjectKind.Flower => ["flower", "flower", "blossom"],
        SubjectKind.Boat => ["boat", "boat", "sailboat", "ship"],
        SubjectKind.Mountain => ["mountain", "mountain", "hill"],
        SubjectKind.Rocket => ["rocket", "rocket", "spaceship"],
        SubjectKind.Cat => ["cat", "cat", "kitten", "cat's face"],
        _ => [Name(kind)],
    };

    /// <summary>What a colour is called.</summary>
    public static string[] For(Hue hue) => hue switch
    {
        Hue.Red => ["red", "red", "red", "crimson", "scarlet"],
        Hue.Yellow => ["yellow", "yellow", "yellow", "golden"],
        Hue.Purple => ["purple", "purple", "violet"],
        _ => [Name(hue)],
    };

    /// <summary>What a size is called; medium is mostly left out.</summary>
    public static string[] For(Extent extent) => extent switch
    {
        Extent.Small => ["small", "small", "little", "tiny"],
        Extent.Big => ["big", "large", "big", "huge"],
        _ => ["medium", "medium-sized"],
    };

    /// <summary>How the first subject is joined to the second.</summary>
    public static string[] For(Relation relation) => relation switch
    {
        Relation.Above => ["above", "above", "over"],
        Relation.Below => ["below", "below", "under", "beneath"],
        Relation.LeftOf => ["left of", "to the left of", "on the left of"],
        Relation.RightOf => ["right of", "to the right of", "on the right of"],
        Relation.Inside => ["inside", "inside", "inside of", "within"],
        _ => ["on", "on top of", "on", "sitting on"],
    };

    /// <summary>Where a scene is, behind its subjects; empty for plain colours.</summary>
    public static string[] For(Place place) => place switch
    {
        Place.Sky => ["in the sky", "in the sky", "against the sky", "in a blue sky"],
        Place.Night => ["at night", "at night", "in the night", "under the stars"],
        Place.Sunset => ["at sunset", "at sunset", "at dusk", "in front of a sunset"],
        Place.Sea => ["at sea", "in the sea", "by the sea", "on the ocean"],
        Place.Desert => ["in the desert", "in the desert", "in a desert"],
        Place.Snow => ["in the snow", "in snow", "in winter"],
        Place.Space => ["in space", "in outer space", "in space"],
        _ => [],
    };

    /// <summary>What stands before a scene to say its style: "a photo of".</summary>
    public static string[] Before(Style style) => style switch
    {
        Style.Flat => ["a picture of", "a drawing of", "an image of"],
        Style.Photo => ["a photo of", "a photograph of", "photo of", "a photo of"],
        Style.Painting => ["a painting of", "an oil painting of", "a painting of"],
        Style.Sketch => ["a sketch of", "a pencil sketch of", "a sketch of"],
        Style.Cartoon => ["a cartoon of", "a cartoon of", "a cartoon drawing of"],
        Style.Illustration => ["an illustration of"],
        Style.PixelArt => ["pixel art of", "a pixel art picture of", "pixel art of"],
        Style.Watercolor => ["a watercolor of", "a watercolor painting of", "watercolor of"],
        Style.StainedGlass => ["a stained glass window of", "stained glass of", "a stained glass"],
        Style.Abstract => ["an abstract picture of", "abstract art of", "an abstract"],
        _ => [$"a {Adjective(style)} picture of", $"{Adjective(style)} art of"],
    };

    /// <summary>A style as one adjective: "vaporwave".</summary>
    public static string Adjective(Style style) => style switch
    {
        Style.PixelArt => "pixel art",
        Style.StainedGlass => "stained glass",
        _ => Name(style),
    };

    private static string Name<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
