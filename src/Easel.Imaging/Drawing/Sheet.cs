namespace Easel.Imaging.Drawing;

/// <summary>
/// A picture that shapes are drawn on, one over the other, with edges smooth to a pixel: a pixel takes as much of the ink as half its width and the
/// distance from the shape's edge say. Only sums, products and square roots, so the bytes are the same on every machine.
/// </summary>
internal sealed class Sheet
{
    private readonly int _width;
    private readonly int _height;
    private readonly double _unit;
    private readonly Place _origin;
    private readonly byte[] _pixels;

    /// <param name="width">Pixels per row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="unit">Pixels of a length of 1.</param>
    /// <param name="origin">Where the place (0, 0) lies, in pixels.</param>
    /// <param name="ground">What the sheet is covered with.</param>
    public Sheet(int width, int height, double unit, Place origin, Ink ground)
    {
        _width = width;
        _height = height;
        _unit = unit;
        _origin = origin;
        _pixels = new byte[width * height * 3];
        for (int i = 0; i < _pixels.Length; i += 3)
        {
            (_pixels[i], _pixels[i + 1], _pixels[i + 2]) = (ground.Red, ground.Green, ground.Blue);
        }
    }

    /// <summary>The sheet's left, top, right and bottom edges in the drawing's lengths.</summary>
    public (double Left, double Top, double Right, double Bottom) Edges
        => (-_origin.X / _unit, -_origin.Y / _unit, (_width - _origin.X) / _unit, (_height - _origin.Y) / _unit);

    /// <summary>What has been drawn.</summary>
    public Image ToImage() => new(_width, _height, _pixels);

    /// <summary>A disc.</summary>
    public void Disc(Ink ink, Place center, double radius) => Oval(ink, center, radius, radius);

    /// <summary>An oval with level axes.</summary>
    public void Oval(Ink ink, Place center, double halfWidth, double halfHeight)
    {
        Place half = new(halfWidth, halfHeight);
        double least = Math.Min(halfWidth, halfHeight);
        Cover(ink, center - half, center + half, place => (new Place((place.X - center.X) / halfWidth, (place.Y - center.Y) / halfHeight).Length - 1) * least);
    }

    /// <summary>A convex shape of straight sides.</summary>
    public void Polygon(Ink ink, params Place[] corners)
    {
        double area = Sides(corners).Sum(side => (side.From.X * side.To.Y) - (side.To.X * side.From.Y));
        (Place From, Place Out)[] sides =
        [
            .. Sides(corners).Select(side =>
            {
                Place along = side.To - side.From;
                double length = area > 0 ? along.Length : -along.Length;
                return (side.From, new Place(along.Y / length, -along.X / length));
            }),
        ];
        Cover(ink, Least(corners), Most(corners), place =>
        {
            double farthest = double.MinValue;
            foreach ((Place from, Place outward) in sides)
            {
                Place there = place - from;
                farthest = Math.Max(farthest, (there.X * outward.X) + (there.Y * outward.Y));
            }

            return farthest;
        });
    }

    /// <summary>A line with round ends and joints.</summary>
    public void Line(Ink ink, double thickness, params Place[] places) => Lines(ink, thickness, [places]);

    /// <summary>Several lines as one shape.</summary>
    public void Lines(Ink ink, double thickness, IReadOnlyList<Place[]> lines)
    {
        double half = thickness / 2;
        Place[] all = [.. lines.SelectMany(line => line)];
        Cover(ink, Least(all) - new Place(half, half), Most(all) + new Place(half, half), place =>
        {
            double nearest = double.MaxValue;
            foreach (Place[] line in lines)
            {
                for (int i = 0; i + 1 < line.Length; i++)
                {
                    nearest = Math.Min(nearest, Distance(place, line[i], line[i + 1]));
                }
            }

            return nearest - half;
        });
    }

    /// <summary>Draws a shape.</summary>
    /// <param name="ink">Its colour.</param>
    /// <param name="least">Its left top.</param>
    /// <param name="most">Its right bottom.</param>
    /// <param name="distance">How far a place is outside of it; below 0 inside.</param>
    private void Cover(Ink ink, Place least, Place most, Func<Place, double> distance)
    {
        int left = Math.Max(0, (int)Math.Floor((least.X * _unit) + _origin.X) - 1);
        int top = Math.Max(0, (int)Math.Floor((least.Y * _unit) + _origin.Y) - 1);
        int right = Math.Min(_width, (int)Math.Ceiling((most.X * _unit) + _origin.X) + 1);
        int bottom = Math.Min(_height, (int)Math.Ceiling((most.Y * _unit) + _origin.Y) + 1);
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
            {
                Place place = new((x + 0.5 - _origin.X) / _unit, (y + 0.5 - _origin.Y) / _unit);
                double share = Math.Clamp(0.5 - (distance(place) * _unit), 0, 1);
                if (share > 0)
                {
                    Span<byte> pixel = _pixels.AsSpan(((y * _width) + x) * 3, 3);
                    pixel[0] = Mixed(pixel[0], ink.Red, share);
                    pixel[1] = Mixed(pixel[1], ink.Green, share);
                    pixel[2] = Mixed(pixel[2], ink.Blue, share);
                }
            }
        }
    }

    private static byte Mixed(byte under, byte over, double share) => (byte)(under + ((over - under) * share) + 0.5);

    private static double Distance(Place place, Place from, Place to)
    {
        Place along = to - from;
        Place there = place - from;
        double square = (along.X * along.X) + (along.Y * along.Y);
        double share = square == 0 ? 0 : Math.Clamp(((there.X * along.X) + (there.Y * along.Y)) / square, 0, 1);
        return (there - (along * share)).Length;
    }

    private static IEnumerable<(Place From, Place To)> Sides(Place[] corners) => corners.Select((corner, i) => (corner, corners[(i + 1) % corners.Length]));

    private static Place Least(Place[] places) => new(places.Min(place => place.X), places.Min(place => place.Y));

    private static Place Most(Place[] places) => new(places.Max(place => place.X), places.Max(place => place.Y));
}
