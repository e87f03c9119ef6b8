using Easel.Pocket.Scenes;

namespace Easel.Pocket.Captions;

/// <summary>Says in words what a scene shows, each time a little differently.</summary>
internal static class CaptionGrammar
{
    private const float LeaveOutBackdrop = 0.07f;
    private const float LeaveOutStyle = 0.06f;
    private const float LeaveOutColour = 0.05f;
    private const float LeaveOutNaturalColour = 0.65f;
    private const float LeaveOutExtent = 0.2f;

    private static readonly string[] s_joints = ["in", "on", "at", "by", "with", "against", "under"];

    /// <summary>A caption; parts of it may be left out.</summary>
    public static string Describe(Scene scene, Dice dice)
    {
        string subjects = Subjects(scene, dice);
        bool saysStyle = scene.Style == Style.Flat ? dice.Chance(0.15f) : !dice.Chance(LeaveOutStyle);
        bool saysBackdrop = !dice.Chance(LeaveOutBackdrop);
        bool styleFirst = saysStyle && (scene.Style == Style.Flat || dice.Chance(0.55f));

        string described = styleFirst ? Introduce(scene.Style, subjects, dice) : subjects;
        if (saysBackdrop)
        {
            bool backdropFirst = !styleFirst && dice.Chance(0.08f);
            string backdrop = Behind(scene.Backdrop, dice);
            described = backdropFirst ? $"{backdrop}, {described}" : Join(described, backdrop);
        }

        return saysStyle && !styleFirst ? Join(described, Append(scene.Style, dice)) : described;
    }

    /// <summary>The plainest caption that says everything; what tests ask for.</summary>
    public static string Plainly(Scene scene)
    {
        string text = Named(scene.First, withExtent: scene.First.Extent != Extent.Medium);
        if (scene.Second is Subject second)
        {
            text += $" {Words.For(scene.Relation)[0]} {Named(second, withExtent: false)}";
        }

        text += scene.Backdrop.Place == Place.Plain
            ? $" on {WithArticle(Words.For(scene.Backdrop.Hue)[0])} background"
            : $" {Words.For(scene.Backdrop.Place)[0]}";
        return scene.Style == Style.Flat ? text : $"{Words.Before(scene.Style)[0]} {text}";

        static string Named(Subject subject, bool withExtent) =>
            WithArticle((withExtent ? Words.For(subject.Extent)[0] + " " : "") + $"{Words.For(subject.Hue)[0]} {Words.For(subject.Kind)[0]}");
    }

    private static string Subjects(Scene scene, Dice dice)
    {
        string first = Name(scene.First, scene, dice);
        if (scene.Second is not Subject second)
        {
            return first;
        }

        string other = Name(second, scene, dice);
        Relation? turned = scene.Relation switch
        {
            Relation.Above => Relation.Below,
            Relation.Below => Relation.Above,
            Relation.LeftOf => Relation.RightOf,
            Relation.RightOf => Relation.LeftOf,
            _ => null,
        };
        return turned is Relation opposite && dice.Chance(0.3f)
            ? $"{other} {dice.Pick<string>(Words.For(opposite))} {first}"
            : $"{first} {dice.Pick<string>(Words.For(scene.Relation))} {other}";
    }

    private static string Name(Subject subject, Scene scene, Dice dice)
    {
        string extent = scene.Second is not null || dice.Chance(subject.Extent == Extent.Medium ? 0.9f : LeaveOutExtent) ? "" : dice.Pick<string>(Words.For(subject.Extent)) + " ";
        string colour = dice.Chance(scene.Natural ? LeaveOutNaturalColour : LeaveOutColour) ? "" : dice.Pick<string>(Words.For(subject.Hue)) + " ";
        string noun = dice.Pick<string>(Words.For(subject.Kind));
        string name = $"{extent}{colour}{noun}";
        return dice.Chance(0.08f) ? name : dice.Chance(0.06f) ? $"the {name}" : WithArticle(name);
    }

    private static string Behind(Backdrop backdrop, Dice dice)
    {
        if (backdrop.Place != Place.Plain)
        {
            return dice.Chance(0.12f) ? $"{backdrop.Place.ToString().ToLowerInvariant()} background" : dice.Pick<string>(Words.For(backdrop.Place));
        }

        string colour = dice.Pick<string>(Words.For(backdrop.Hue));
        string noun = dice.Pick<string>(["background", "background", "background", "backdrop"]);
        return dice.Pick<string>(["on ", "on ", "against ", "with ", ", "]) is var joint && joint == ", "
            ? $"{colour} {noun}"
            : joint + WithArticle($"{colour} {noun}");
    }

    private static string Introduce(Style style, string subjects, Dice dice)
    {
        string introduction = dice.Pick<string>(Words.Before(style));
        bool endsOpen = introduction.StartsWith('a') && !introduction.EndsWith(" of", StringComparison.Ordinal);
        return endsOpen ? $"{introduction} {WithoutArticle(subjects)}" : $"{introduction} {subjects}";
    }

    private static string Append(Style style, Dice dice)
    {
        string adjective = Words.Adjective(style);
        return dice.Pick<string>([adjective, $"{adjective} style", $"in {adjective} style", $"in the style of {adjective}"]);
    }

    /// <summary>With a comma before what is no phrase of place or manner.</summary>
    private static string Join(string text, string addition) => s_joints.Contains(addition.Split(' ')[0])
        ? $"{text} {addition}"
        : $"{text}, {addition}";

    private static string WithArticle(string name) => ("aeiou".Contains(name[0], StringComparison.Ordinal) ? "an " : "a ") + name;

    private static string WithoutArticle(string name) => name.StartsWith("a ", StringComparison.Ordinal) ? name[2..] : name.StartsWith("an ", StringComparison.Ordinal) ? name[3..] : name;
}
