namespace Easel.Imaging.Drawing;

/// <summary>A place on a drawing, in the drawing's own lengths: x to the right, y down.</summary>
internal readonly record struct Place(double X, double Y)
{
    public static Place operator +(Place a, Place b) => new(a.X + b.X, a.Y + b.Y);

    public static Place operator -(Place a, Place b) => new(a.X - b.X, a.Y - b.Y);

    public static Place operator *(Place a, double factor) => new(a.X * factor, a.Y * factor);

    /// <summary>The distance from the origin.</summary>
    public double Length => Math.Sqrt((X * X) + (Y * Y));

    /// <summary>Turned about the origin, clockwise, by the angle of this cosine and sine.</summary>
    public Place Turned(double cosine, double sine) => new((X * cosine) - (Y * sine), (X * sine) + (Y * cosine));
}
