using Easel.Diffusion;
using Easel.Painting.Styles;
using Easel.Painting.Texts;

namespace Easel.Painting.Studies.Axes;

/// <summary>A parameter and the values that it takes, one for each column, row, or block.</summary>
internal sealed record StudyAxis(StudyParameter Parameter, IReadOnlyList<AxisValue> Values)
{
    /// <summary>Reads an axis such as <c>steps=10,25,50</c>; a value with a comma in it goes between double quotes.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static StudyAxis Read(string text, StudyBase known)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
        {
            throw new UsageException($"{Quoted.Of(text)} is not an axis such as steps=10,25,50");
        }

        StudyParameter parameter = StudyParameters.Find(text[..equals]);
        return Of(parameter, Split(text[(equals + 1)..]), known);
    }

    /// <summary>An axis of values as texts.</summary>
    /// <exception cref="UsageException">A value is none.</exception>
    public static StudyAxis Of(StudyParameter parameter, IReadOnlyList<string> texts, StudyBase known)
    {
        if (texts.Count == 0)
        {
            throw new UsageException($"{parameter.Name} has no values; such as {parameter.Form}");
        }

        IReadOnlyList<AxisValue> values = parameter.Read(texts, known);
        return values.GroupBy(value => value.Label).FirstOrDefault(group => group.Count() > 1) is IGrouping<string, AxisValue> twice
            ? throw new UsageException($"{parameter.Name} has {Quoted.Of(twice.Key)} twice; once is enough")
            : new StudyAxis(parameter, values);
    }

    private static string[] Split(string text)
    {
        try
        {
            return [.. CsvText.Read(text, "values").SelectMany(record => record.Fields)];
        }
        catch (GenerationException)
        {
            throw new UsageException($"{Quoted.Of(text)}: quotes are opened and never closed");
        }
    }
}
