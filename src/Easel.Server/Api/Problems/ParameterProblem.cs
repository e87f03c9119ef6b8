using System.Text.RegularExpressions;
using Easel.Painting.Texts;
using Microsoft.AspNetCore.Http;

namespace Easel.Server.Api.Problems;

/// <summary>What is wrong with a value in an address, in words that name it and no type of this program.</summary>
internal static partial class ParameterProblem
{
    /// <summary>The parameter, and what is wrong with it; none if it is something else that is wrong.</summary>
    public static (string Parameter, string Message)? Of(BadHttpRequestException error)
    {
        if (Unread().Match(error.Message) is not { Success: true } unread)
        {
            return null;
        }

        string wanted = unread.Groups["type"].Value.StartsWith("bool", StringComparison.OrdinalIgnoreCase) ? "true or false" : "a whole number";
        return (unread.Groups["name"].Value, $"{Quoted.Of(unread.Groups["value"].Value)} cannot be used; {wanted} is wanted");
    }

    // The framework's own words.
    [GeneratedRegex("^Failed to bind parameter \"(?<type>[^ ]+) (?<name>[^ \"]+)\" from \"(?<value>.*)\"\\.$", RegexOptions.Singleline)]
    private static partial Regex Unread();
}
