using Microsoft.AspNetCore.Http;

namespace Easel.Server.Foreign;

/// <summary>Who asks.</summary>
internal static class Caller
{
    /// <summary>The name of the token that was shown; empty where none is wanted.</summary>
    public static string OwnerOf(HttpContext context) => context.User.Identity?.Name ?? "";
}
