using System.Globalization;
using System.Numerics;

namespace Easel.Painting.Texts;

/// <summary>Numbers as the user writes them.</summary>
internal static class NumberText
{
    /// <summary>A whole number within bounds.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static long ReadInteger(string text, long least, long most)
    {
        if (!PythonNumber.TryParseInteger(text, out BigInteger value))
        {
            throw new UsageException($"invalid int value: {Quoted.Of(text)}");
        }

        return value >= least && value <= most
            ? (long)value
            : throw new UsageException($"{Quoted.Of(text)} is out of range; {least} to {most} can be given");
    }

    /// <summary>A finite number.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static double ReadNumber(string text)
    {
        if (!PythonNumber.TryParseFloat(text, out double value))
        {
            throw new UsageException($"invalid float value: {Quoted.Of(text)}");
        }

        return double.IsFinite(value)
            ? value
            : throw new UsageException($"{Quoted.Of(text)} is not a finite number, and pictures would come out as noise or black");
    }

    /// <summary>A number within bounds.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static double ReadNumber(string text, double least, double most)
    {
        double value = ReadNumber(text);
        return value >= least && value <= most
            ? value
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{Quoted.Of(text)} is out of range; {least} to {most} can be given"));
    }
}
