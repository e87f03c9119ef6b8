using System.Globalization;
using Easel.Server.Jobs;

namespace Easel.Server.Api.Endpoints;

/// <summary>Bounds of numbers in addresses.</summary>
internal static class Limits
{
    /// <summary>Refuses a number out of range.</summary>
    /// <exception cref="JobRefusedException">It is.</exception>
    public static void Require(string name, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            throw new JobRefusedException(name, string.Create(CultureInfo.InvariantCulture, $"{value} is out of range; {least} to {most} can be given"));
        }
    }
}
