namespace Easel.Imaging.Drawing;

/// <summary>
/// The picture that stands where another was replaced: an easel that sings and dances, drawn by this code for any size. Lengths are hundredths of the
/// shorter side; beyond the square in the middle, rays and notes go on to the edges.
/// </summary>
public static class ReplacementCard
{
    // Below as many pixels, letters are smudges: the figure has their room.
    private const int LeastSideForText = 160;

    // Of the board's tilt, 7 degrees to the left.
    private const double TiltCosine = 0.9925461516413220;
    private const double TiltSine = -0.1218693434051475;

    // Of the angle from one ray's edge to the next, 11.25 degrees.
    private const double RayCosine = 0.9807852804032304;
    private const double RaySine = 0.1950903220161283;
    private const int RayEdges = 32;

    private static readonly Ink s_ground = new(255, 176, 66);
    private static readonly Ink s_ray = new(255, 199, 102);
    private static readonly Ink s_glow = new(255, 217, 138);
    private static readonly Ink s_shadow = new(224, 129, 44);
    private static readonly Ink s_wood = new(140, 76, 42);
    private static readonly Ink s_lightWood = new(176, 104, 58);
    private static readonly Ink s_canvas = new(255, 247, 230);
    private static readonly Ink s_dark = new(74, 25, 40);
    private static readonly Ink s_red = new(214, 58, 64);
    private static readonly Ink s_pink = new(255, 172, 160);
    private static readonly Ink s_teal = new(32, 140, 142);
    private static readonly Ink s_steel = new(96, 92, 110);

    private static readonly Place s_boardCenter = new(0, -14);

    /// <summary>Draws the card.</summary>
    /// <param name="width">Pixels per row, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    public static Image Draw(int width, int height)
    {
        Image.RequireSize(width, height);

        int side = Math.Min(width, height);
        bool hasText = side >= LeastSideForText;
        double unit = side / (hasText ? 100.0 : 80.0);
        Sheet sheet = new(width, height, unit, new Place(width / 2.0, (height / 2.0) + ((hasText ? 0 : 10) * unit)), s_ground);
        DrawRays(sheet);
        DrawNotes(sheet);
        DrawLegs(sheet);
        DrawBoard(sheet);
        DrawFace(sheet);
        DrawArms(sheet);
        if (hasText)
        {
            DrawText(sheet, "NEVER GONNA", new Place(0, 32.5));
            DrawText(sheet, "PAINT YOU THAT", new Place(0, 42.5));
        }

        return sheet.ToImage();
    }

    private static void DrawRays(Sheet sheet)
    {
        Place middle = s_boardCenter;
        (double left, double top, double right, double bottom) = sheet.Edges;
        double far = 1.5 * (Math.Max(right - left, bottom - top) + 50);
        Place edge = new(far, 0);
        for (int i = 0; i < RayEdges; i += 2)
        {
            Place next = edge.Turned(RayCosine, RaySine);
            sheet.Polygon(s_ray, middle, middle + edge, middle + next);
            edge = next.Turned(RayCosine, RaySine);
        }

        sheet.Disc(s_glow, middle, 33);
        sheet.Oval(s_shadow, new Place(0, 24.5), 25, 3);
    }

    /// <summary>Notes left and right of the figure, and on along the longer side.</summary>
    private static void DrawNotes(Sheet sheet)
    {
        (double left, double top, double right, double bottom) = sheet.Edges;
        (Place At, int Kind)[] around = [(new(-37, -36), 1), (new(-39, -6), 0), (new(-34, 17), 2), (new(32, -38), 0), (new(39, -14), 2), (new(36, 14), 1)];
        int across = Math.Max(0, (int)Math.Ceiling((Math.Max(-left, right) - 50) / 100));
        int down = Math.Max(0, (int)Math.Ceiling((Math.Max(-top, bottom) - 50) / 100));
        for (int i = -across; i <= across; i++)
        {
            for (int j = -down; j <= down; j++)
            {
                foreach ((Place at, int kind) in around)
                {
                    DrawNote(sheet, kind == 0 ? s_red : kind == 1 ? s_teal : s_dark, at + new Place(i * 100, j * 100), paired: kind == 1);
                }
            }
        }
    }

    private static void DrawNote(Sheet sheet, Ink ink, Place head, bool paired)
    {
        Place stemFoot = head + new Place(2.2, -0.6);
        Place stemTop = stemFoot + new Place(0.6, -9.5);
        sheet.Oval(ink, head, 2.7, 2.1);
        sheet.Line(ink, 1, stemFoot, stemTop);
        if (!paired)
        {
            sheet.Line(ink, 1.2, stemTop, stemTop + new Place(1.3, 2.2), stemTop + new Place(3.2, 3.6), stemTop + new Place(3.5, 6));
            return;
        }

        Place across = new(7.5, -1.6);
        sheet.Oval(ink, head + across, 2.7, 2.1);
        sheet.Line(ink, 1, stemFoot + across, stemTop + across);
        sheet.Line(ink, 1.9, stemTop + new Place(0, 0.4), stemTop + across + new Place(0, 0.4));
    }

    private static void DrawLegs(Sheet sheet)
    {
        sheet.Line(s_wood, 2.8, new(0, 2), new(1.5, 12), new(1, 22));
        sheet.Line(s_lightWood, 3, new(-8, 3), new(-12, 12), new(-20, 15));
        sheet.Line(s_lightWood, 3, new(8, 2), new(15, 10), new(11, 22));
        sheet.Line(s_red, 3.4, new(-20.5, 16), new(-23.5, 13.2));
        sheet.Line(s_red, 3.4, new(11, 23), new(15, 23));
        sheet.Line(s_dark, 0.8, new(-27, 17.5), new(-25, 20), new(-22, 21));
        sheet.Line(s_dark, 0.8, new(-30.5, 18), new(-28, 22), new(-24, 23.8));
    }

    private static void DrawBoard(Sheet sheet)
    {
        sheet.Line(s_wood, 3, OnBoard(0, -26), OnBoard(0, 18));
        sheet.Polygon(s_wood, OnBoard(-17, -20), OnBoard(17, -20), OnBoard(17, 18), OnBoard(-17, 18));
        sheet.Polygon(s_canvas, OnBoard(-15, -18), OnBoard(15, -18), OnBoard(15, 16), OnBoard(-15, 16));
        sheet.Line(s_lightWood, 3.4, OnBoard(-19, 18.5), OnBoard(19, 18.5));
        sheet.Line(s_lightWood, 4, OnBoard(-2.5, -21), OnBoard(2.5, -21));

        // What was painted instead: a few dabs.
        sheet.Disc(s_teal, OnBoard(-11, -14), 2);
        sheet.Disc(s_red, OnBoard(-7, -15), 1.4);
        sheet.Disc(s_ground, OnBoard(-11.5, -10), 1.3);
    }

    private static void DrawFace(Sheet sheet)
    {
        sheet.Oval(s_dark, OnBoard(-5.5, -4), 1.9, 2.6);
        sheet.Disc(s_canvas, OnBoard(-4.9, -5), 0.7);
        sheet.Line(s_dark, 1.3, OnBoard(3.2, -3.2), OnBoard(4.2, -4.5), OnBoard(5.8, -5), OnBoard(7.4, -4.5), OnBoard(8.4, -3.2)); // it winks
        sheet.Line(s_dark, 1.1, OnBoard(-8, -8.6), OnBoard(-5.8, -9.6), OnBoard(-3.6, -9));
        sheet.Line(s_dark, 1.1, OnBoard(3.6, -9.4), OnBoard(6, -10), OnBoard(8.2, -8.8));
        sheet.Disc(s_pink, OnBoard(-10.5, 1.5), 2.4);
        sheet.Disc(s_pink, OnBoard(10.5, 1.5), 2.4);

        sheet.Polygon(
            s_dark, OnBoard(-7, 2.5), OnBoard(6, 2.5), OnBoard(5.6, 5), OnBoard(4.4, 7.4), OnBoard(2.4, 9), OnBoard(-0.5, 9.7), OnBoard(-3.4, 9), OnBoard(-5.4, 7.4), OnBoard(-6.6, 5));
        sheet.Polygon(s_canvas, OnBoard(-5.8, 2.9), OnBoard(4.8, 2.9), OnBoard(4.5, 4.3), OnBoard(-5.5, 4.3));
        sheet.Oval(s_red, OnBoard(-0.6, 7.8), 2.6, 1.3);
    }

    private static void DrawArms(Sheet sheet)
    {
        // Up in the air, with lines of the swing.
        sheet.Line(s_lightWood, 2.8, OnBoard(-17, 2), new(-27, -12), new(-25.5, -27));
        sheet.Disc(s_lightWood, new(-25.5, -28), 2.6);
        sheet.Line(s_lightWood, 1.6, new(-25.5, -29), new(-24.5, -33));
        sheet.Line(s_dark, 0.8, new(-30.5, -26), new(-31.2, -29), new(-30, -32));
        sheet.Line(s_dark, 0.8, new(-20.5, -27), new(-19.4, -30), new(-20, -33));

        // At the microphone.
        sheet.Line(s_steel, 2.6, new(17, 1.6), new(11, -5.6));
        sheet.Line(s_dark, 0.9, new(17.4, 2), new(21, 8), new(19, 14), new(24, 19), new(22, 25));
        sheet.Disc(s_dark, new(9.6, -7.2), 3.3);
        sheet.Disc(s_steel, new(9.2, -7.7), 2.4);
        sheet.Disc(s_canvas, new(8.4, -8.7), 0.8);
        sheet.Line(s_lightWood, 2.8, OnBoard(17, 5), new(26, 5), new(16, 0));
        sheet.Disc(s_lightWood, new(15.6, -0.2), 2.6);
    }

    private static void DrawText(Sheet sheet, string text, Place center)
    {
        Place[][][] letters = [.. LineLetters.Write(text, center, 6.6)];
        foreach (Place[][] letter in letters)
        {
            sheet.Lines(s_dark, 3.2, letter);
        }

        foreach (Place[][] letter in letters)
        {
            sheet.Lines(s_canvas, 1.3, letter);
        }
    }

    /// <summary>A place counted from the board's middle, along its sides.</summary>
    private static Place OnBoard(double x, double y) => s_boardCenter + new Place(x, y).Turned(TiltCosine, TiltSine);
}
