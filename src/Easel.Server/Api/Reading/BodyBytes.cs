using Easel.Server.Jobs;
using Microsoft.AspNetCore.Http;

namespace Easel.Server.Api.Reading;

/// <summary>Whole bodies that are files.</summary>
internal static class BodyBytes
{
    private const int FirstBytes = 1 << 16;

    /// <summary>Reads a body. Memory is taken as bytes come, not as a header says.</summary>
    /// <exception cref="BadHttpRequestException">It is too large.</exception>
    /// <exception cref="JobRefusedException">It is empty.</exception>
    public static async Task<byte[]> ReadAsync(HttpContext context, long most)
    {
        using MemoryStream bytes = new(FirstBytes);
        byte[] piece = new byte[FirstBytes];
        int read;
        while ((read = await context.Request.Body.ReadAsync(piece, context.RequestAborted).ConfigureAwait(false)) > 0)
        {
            bytes.Write(piece, 0, read);
            if (bytes.Length > most)
            {
                throw new BadHttpRequestException("", StatusCodes.Status413PayloadTooLarge);
            }
        }

        return bytes.Length > 0 ? bytes.ToArray() : throw new JobRefusedException("", "the body is empty; a picture's file is wanted");
    }
}
