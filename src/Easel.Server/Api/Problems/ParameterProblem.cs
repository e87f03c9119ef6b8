using System.Globalization;
using Easel.Painting.Texts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Easel.Server.Api.Problems;

/// <summary>What is wrong with a value in an address, in words that name it and no type of this program. What reads addresses says only that something is.</summary>
internal static class ParameterProblem
{
    /// <summary>The parameter, and what is wrong with it; none if it is something else that is wrong.</summary>
    public static (string Parameter, string Message)? Of(HttpContext context)
    {
        foreach (IParameterBindingMetadata parameter in context.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? [])
        {
            Type type = parameter.ParameterInfo.ParameterType;
            if (context.Request.Query[parameter.Name].ToString() is { Length: > 0 } value && WantedOf(Nullable.GetUnderlyingType(type) ?? type, value) is string wanted)
            {
                return (parameter.Name, $"{Quoted.Of(value)} cannot be used; {wanted} is wanted");
            }
        }

        return null;
    }

    /// <summary>What is wanted instead of a value; none if it can be used.</summary>
    private static string? WantedOf(Type type, string value) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean when !bool.TryParse(value, out _) => "true or false",
        TypeCode.Int32 when !int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) => "a whole number",
        TypeCode.Int64 when !long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) => "a whole number",
        _ => null,
    };
}
