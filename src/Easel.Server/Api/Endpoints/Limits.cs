using System.Globalization;
using Easel.Painting.Texts;
using Easel.Server.Jobs;
using Easel.Server.Storage;

namespace Easel.Server.Api.Endpoints;

/// <summary>What parameters of addresses can be.</summary>
internal static class Limits
{
    /// <summary>Refuses what cannot be the id of anything. One of something that is gone is good: pages go on behind a picture that was erased.</summary>
    /// <exception cref="JobRefusedException">It cannot.</exception>
    public static void RequireId(string name, string? id)
    {
        if (id is not null && !SortableId.IsOne(id))
        {
            throw new JobRefusedException(name, $"{Quoted.Of(id)} is no id; ids are 32 hexadecimal digits in small letters");
        }
    }

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
