using Easel.Pocket.Scenes;

namespace Easel.Pocket.Rendering;

/// <summary>The drawings themselves, as SVG paths in a box from -100 to 100.</summary>
internal static class FigureOutlines
{
    /// <summary>The parts of a subject, lowest first.</summary>
    public static (string Outline, Tone Tone)[] Of(SubjectKind kind) => kind switch
    {
        SubjectKind.Circle => [(Oval(0, 0, 88, 88), Tone.Main)],
        SubjectKind.Square => [("M-80,-80 H80 V80 H-80 Z", Tone.Main)],
        SubjectKind.Triangle => [("M0,-90 L96,78 H-96 Z", Tone.Main)],
        SubjectKind.Star => [("M0,-98 L25,-32 L95,-30 L40,14 L59,82 L0,43 L-59,82 L-40,14 L-95,-30 L-25,-32 Z", Tone.Main)],
        SubjectKind.Heart => [("M0,86 C-40,52 -94,14 -94,-30 C-94,-66 -68,-84 -46,-84 C-24,-84 -8,-70 0,-52 C8,-70 24,-84 46,-84 C68,-84 94,-66 94,-30 C94,14 40,52 0,86 Z", Tone.Main)],
        SubjectKind.Moon => [("M32,-90 A92,92 0 1,0 32,90 A70,92 0 1,1 32,-90 Z", Tone.Main)],
        SubjectKind.Sun => [(Rays(8, 62, 98, 17), Tone.Dark), (Oval(0, 0, 54, 54), Tone.Main)],
        SubjectKind.Cloud => [("M-58,52 A40,40 0 0,1 -64,-26 A46,46 0 0,1 18,-50 A38,38 0 0,1 70,-18 A36,36 0 0,1 62,52 Z", Tone.Main)],
        SubjectKind.Tree =>
        [
            ("M-16,20 H16 V96 H-16 Z", Tone.Dark),
            ("M-46,40 A36,36 0 0,1 -64,-22 A50,50 0 0,1 0,-94 A50,50 0 0,1 64,-22 A36,36 0 0,1 46,40 Z", Tone.Main),
        ],
        SubjectKind.House =>
        [
            ("M-70,-8 H70 V90 H-70 Z", Tone.Main),
            ("M0,-92 L96,-4 H-96 Z", Tone.Dark),
            ("M-18,34 H18 V90 H-18 Z", Tone.Ink),
            ("M34,14 H56 V38 H34 Z M-56,14 H-34 V38 H-56 Z", Tone.Light),
        ],
        SubjectKind.Flower =>
        [
            ("M-6,10 H6 V98 H-6 Z M4,78 C14,48 40,48 52,44 C48,70 30,82 4,88 Z", Tone.Dark),
            (Petals(5, 40, 32, -24), Tone.Main),
            (Oval(0, -24, 22, 22), Tone.Light),
        ],
        SubjectKind.Fish =>
        [
            ("M38,0 L96,-48 L84,0 L96,48 Z", Tone.Dark),
            ("M-96,0 C-66,-62 16,-64 58,0 C16,64 -66,62 -96,0 Z", Tone.Main),
            ("M-16,4 L20,-16 L20,26 Z", Tone.Dark),
            (Oval(-56, -12, 11, 11), Tone.Ink),
        ],
        SubjectKind.Boat =>
        [
            ("M-5,-92 H5 V40 H-5 Z", Tone.Ink),
            ("M12,-84 C60,-50 66,-10 66,20 H12 Z", Tone.Light),
            ("M-12,-66 C-44,-30 -52,-4 -54,20 H-12 Z", Tone.Light),
            ("M-96,34 H96 C84,66 66,84 50,88 H-50 C-66,84 -84,66 -96,34 Z", Tone.Main),
        ],
        SubjectKind.Mountain =>
        [
            ("M30,-46 L98,78 H-30 Z", Tone.Dark),
            ("M-26,-88 L66,78 H-98 Z", Tone.Main),
            ("M-26,-88 L0,-40 L-14,-30 L-28,-46 L-40,-28 L-50,-40 Z", Tone.Light),
        ],
        SubjectKind.Balloon =>
        [
            ("M-4,52 H4 V98 H-4 Z", Tone.Ink),
            ("M0,40 L16,62 H-16 Z", Tone.Dark),
            (Oval(0, -26, 62, 74), Tone.Main),
            (Oval(-24, -56, 14, 20), Tone.Light),
        ],
        SubjectKind.Rocket =>
        [
            ("M-28,20 L-66,74 L-28,62 Z M28,20 L66,74 L28,62 Z", Tone.Dark),
            ("M-18,66 H18 L0,98 Z", Tone.Light),
            ("M0,-98 C34,-60 36,-10 28,68 H-28 C-36,-10 -34,-60 0,-98 Z", Tone.Main),
            (Oval(0, -22, 15, 15), Tone.Ink),
        ],
        SubjectKind.Cat =>
        [
            ("M-78,-12 L-74,-92 L-24,-56 Z M78,-12 L74,-92 L24,-56 Z", Tone.Dark),
            (Oval(0, 8, 84, 74), Tone.Main),
            (Oval(-32, -8, 13, 16) + " " + Oval(32, -8, 13, 16) + " M-13,26 H13 L0,42 Z", Tone.Ink),
            ("M-64,32 L-28,38 L-28,44 L-64,40 Z M64,32 L28,38 L28,44 L64,40 Z", Tone.Light),
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "is no subject with a drawing"),
    };

    private static string Oval(int x, int y, int radiusX, int radiusY) =>
        $"M{x - radiusX},{y} a{radiusX},{radiusY} 0 1,0 {2 * radiusX},0 a{radiusX},{radiusY} 0 1,0 {-2 * radiusX},0 Z";

    private static string Rays(int count, float inner, float outer, float halfWidth) => string.Join(' ', Enumerable.Range(0, count).Select(i =>
    {
        (float sin, float cos) = MathF.SinCos(i * MathF.Tau / count);
        return FormattableString.Invariant(
            $"M{(inner * cos) - (halfWidth * sin):F1},{(inner * sin) + (halfWidth * cos):F1} L{outer * cos:F1},{outer * sin:F1} L{(inner * cos) + (halfWidth * sin):F1},{(inner * sin) - (halfWidth * cos):F1} Z");
    }));

    private static string Petals(int count, float distance, int radius, int y) => string.Join(' ', Enumerable.Range(0, count).Select(i =>
    {
        (float sin, float cos) = MathF.SinCos((i * MathF.Tau / count) - (MathF.PI / 2));
        return Oval((int)MathF.Round(distance * cos), y + (int)MathF.Round(distance * sin), radius, radius);
    }));
}
