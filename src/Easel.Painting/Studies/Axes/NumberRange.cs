using System.Globalization;
using System.Text.RegularExpressions;
using Easel.Painting.Texts;

namespace Easel.Painting.Studies.Axes;

/// <summary>
/// Numbers as the X/Y/Z script of A1111's web UI takes them: <c>5</c>; <c>1-4</c> for 1, 2, 3, 4; <c>1-10(+3)</c> for 1, 4, 7, 10; <c>10-1(-3)</c>;
/// <c>1-10[4]</c> for four numbers evenly from 1 to 10. Both ends belong to a range.
/// </summary>
internal static partial class NumberRange
{
    /// <summary>The most numbers of one range.</summary>
    public const int Most = 1000;

    // Of a step: what sums of tenths miss a range's end by.
    private const double Slack = 1e-6;

    /// <summary>The numbers of a text.</summary>
    /// <exception cref="UsageException">It is neither a number nor a range.</exception>
    public static IReadOnlyList<double> Read(string text)
    {
        Match match = Pattern().Match(text);
        if (!match.Success)
        {
            throw new UsageException($"{Quoted.Of(text)} is not a number or a range such as 1-10, 1-10(+3), 1-10[4]");
        }

        double from = Number(match.Groups["from"].Value);
        if (!match.Groups["to"].Success)
        {
            return [from];
        }

        double to = Number(match.Groups["to"].Value);
        return match.Groups["count"].Success
            ? Evenly(from, to, (int)Math.Min(Number(match.Groups["count"].Value), int.MaxValue), text)
            : InSteps(from, to, match.Groups["step"].Success ? Number(match.Groups["step"].Value) : Math.Sign(to - from), text);
    }

    /// <summary>Whole numbers; those of an even spread are rounded down, as the script does.</summary>
    /// <exception cref="UsageException">It is neither a number nor a range, or its numbers are not whole, or out of bounds.</exception>
    public static IReadOnlyList<long> ReadIntegers(string text, long least, long most)
    {
        bool isSpread = text.TrimEnd().EndsWith(']');
        return [.. Read(text).Select(number => isSpread ? Math.Floor(number + Slack) : number).Select(number =>
            number != Math.Floor(number) ? throw new UsageException($"{Quoted.Of(text)} has {number.ToString(CultureInfo.InvariantCulture)} in it, which is not a whole number")
            : number < least || number > most ? throw new UsageException($"{Quoted.Of(text)} has {number.ToString(CultureInfo.InvariantCulture)} in it, which is out of range; {least} to {most} can be given")
            : (long)number)];
    }

    private static double[] Evenly(double from, double to, int count, string text)
    {
        RequireCount(count, text);
        return [.. Enumerable.Range(0, count).Select(i => count == 1 ? from : from + ((to - from) * i / (count - 1)))];
    }

    private static double[] InSteps(double from, double to, double step, string text)
    {
        if (from == to)
        {
            return [from];
        }

        if (step == 0 || Math.Sign(step) != Math.Sign(to - from))
        {
            throw new UsageException($"{Quoted.Of(text)} never arrives: its step leads away from its end");
        }

        double count = Math.Floor(((to - from) / step) + Slack) + 1;
        RequireCount(count, text);

        // Decimal sums, so that 0.1 thrice is 0.3.
        return [.. Enumerable.Range(0, (int)count).Select(i => (double)((decimal)from + (i * (decimal)step)))];
    }

    private static void RequireCount(double count, string text)
    {
        if (count is < 1 or > Most)
        {
            throw new UsageException($"{Quoted.Of(text)} would be {count.ToString(CultureInfo.InvariantCulture)} numbers; 1 to {Most} can be");
        }
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A\s*(?<from>-?\d{1,12}(\.\d{1,9})?)(\s*-\s*(?<to>-?\d{1,12}(\.\d{1,9})?)\s*(\(\s*(?<step>[+-]\d{1,12}(\.\d{1,9})?)\s*\)|\[\s*(?<count>\d{1,9})\s*\])?)?\s*\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
