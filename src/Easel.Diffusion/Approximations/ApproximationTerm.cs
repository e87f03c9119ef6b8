using System.Globalization;
using Easel.Models.UNet;

namespace Easel.Diffusion.Approximations;

/// <summary>One approximation: its name on a command line, and how its value is read, checked and written. A further one is one more entry of <see cref="All"/>.</summary>
/// <param name="Name">Such as <c>reuse</c>.</param>
/// <param name="Range">What can be given, such as <c>reuse=N, N 1 to 1000</c>.</param>
/// <param name="Read">A choice with this value; none if the value, itself none where only the name was given, cannot be understood.</param>
/// <param name="IsInRange">Whether a choice's value is.</param>
/// <param name="Write">A choice's value as <c>name=value</c>, or the name alone where there is none; none if it leaves nothing out.</param>
internal sealed record ApproximationTerm(
    string Name,
    string Range,
    Func<ApproximationChoice, string?, ApproximationChoice?> Read,
    Predicate<ApproximationChoice> IsInRange,
    Func<ApproximationChoice, string?> Write)
{
    private const int MostSteps = 1000;
    private const string Int8 = "int8";

    /// <summary>All, in the order in which they are written.</summary>
    public static IReadOnlyList<ApproximationTerm> All { get; } =
    [
        new(
            "reuse",
            $"reuse=N or reuse=N:S, the UNet's deep part computed in every N-th step only, from the share S of the steps on, N 1 to {MostSteps}, S 0 to 1",
            ReadReuse,
            choice => choice.ReuseEvery is >= 1 and <= MostSteps && choice.ReuseStart is >= 0 and <= 1,
            WriteReuse),
        new(
            "guidance",
            "guidance=A-B, guided from the share A of the steps to the share B, 0 to 1, A below B",
            (choice, value) => value?.Split('-') is [string start, string end] && Number(start) is double from && Number(end) is double to
                ? choice with { GuidanceStart = from, GuidanceEnd = to }
                : null,
            choice => choice is { GuidanceStart: >= 0, GuidanceEnd: <= 1 } && choice.GuidanceStart < choice.GuidanceEnd,
            choice => choice is { GuidanceStart: 0, GuidanceEnd: 1 } ? null : $"guidance={Text(choice.GuidanceStart)}-{Text(choice.GuidanceEnd)}"),
        new(
            "merge",
            $"merge=R, a share R of the tokens merged in self-attention, 0 to {Text(TokenMerging.GreatestShare)}",
            (choice, value) => Number(value) is double share ? choice with { MergedShare = share } : null,
            choice => choice.MergedShare is >= 0 and <= TokenMerging.GreatestShare,
            choice => choice.MergedShare == 0 ? null : $"merge={Text(choice.MergedShare)}"),
        new(
            Int8,
            $"{Int8}, the UNet's middle layers multiplied in eight bits",
            (choice, value) => value is null ? choice with { UsesInt8 = true } : null,
            _ => true,
            choice => choice.UsesInt8 ? Int8 : null),
    ];

    private static ApproximationChoice? ReadReuse(ApproximationChoice choice, string? value)
    {
        string[] parts = value?.Split(':') ?? [];
        double? start = parts.Length == 2 ? Number(parts[1]) : 0;
        return parts.Length is 1 or 2 && start is not null && int.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int every)
            ? choice with { ReuseEvery = every, ReuseStart = every == 1 && start is >= 0 and <= 1 ? 0 : start.Value }
            : null;
    }

    private static string? WriteReuse(ApproximationChoice choice) => (choice.ReuseEvery, choice.ReuseStart) switch
    {
        (1, 0) => null,
        (int every, 0) => $"reuse={every.ToString(CultureInfo.InvariantCulture)}",
        (int every, double start) => $"reuse={every.ToString(CultureInfo.InvariantCulture)}:{Text(start)}",
    };

    private static double? Number(string? text)
        => double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out double value) ? value : null;

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
