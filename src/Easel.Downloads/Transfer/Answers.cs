using System.Net;
using System.Net.Http.Headers;

namespace Easel.Downloads.Transfer;

/// <summary>What a mirror's answer means for a download.</summary>
internal static class Answers
{
    /// <summary>Refuses an answer without a file in it, and says why.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="knowsToken">Whether the mirror may be told a token, was told it, or neither.</param>
    /// <param name="options">How long one may be asked to wait.</param>
    /// <exception cref="MirrorException">It has none.</exception>
    public static void Require(HttpResponseMessage response, TokenUse knowsToken, DownloadOptions options)
    {
        int status = (int)response.StatusCode;
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK or HttpStatusCode.PartialContent:
                RequireFile(response);
                return;
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                throw new MirrorException($"does not let this user have it ({status}). {AboutToken(knowsToken)}", isFinal: true);
            case HttpStatusCode.NotFound or HttpStatusCode.Gone:
                throw new MirrorException($"does not have the file any more ({status})", isFinal: true);
            case HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable:
                throw Busy(response, status, options);
            case HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError:
                throw new MirrorException($"is in trouble ({status})", isFinal: false);
            default:
                throw new MirrorException($"answers {status} {response.ReasonPhrase}, not with a file", isFinal: true);
        }
    }

    /// <summary>The strong tag of an answer; none if it has none.</summary>
    public static string? StrongTag(HttpResponseMessage response) => response.Headers.ETag is { IsWeak: false, Tag: string tag } ? tag : null;

    /// <summary>The condition that the file be the one that a state is of; none if the state does not tell it from others.</summary>
    public static RangeConditionHeaderValue? Condition(PartState state)
        => state.ETag is string tag ? new RangeConditionHeaderValue(new EntityTagHeaderValue(tag))
            : state.LastModified is DateTimeOffset time ? new RangeConditionHeaderValue(time)
            : null;

    private static void RequireFile(HttpResponseMessage response)
    {
        if (response.Content.Headers.ContentType?.MediaType is "text/html")
        {
            throw new MirrorException("answers with a web page instead of the file: it, or this network, may want a login in a browser", isFinal: true);
        }
    }

    private static MirrorException Busy(HttpResponseMessage response, int status, DownloadOptions options)
    {
        RetryConditionHeaderValue? after = response.Headers.RetryAfter;
        TimeSpan? wait = after?.Delta ?? (after?.Date is DateTimeOffset date ? date - options.Time.GetUtcNow() : null);
        if (wait < TimeSpan.Zero)
        {
            wait = TimeSpan.Zero;
        }

        return wait > options.LongestWait
            ? new MirrorException($"is busy ({status}), and asks to come back in {wait.Value.TotalMinutes:F0} minutes", isFinal: true)
            : new MirrorException($"is busy ({status})", isFinal: false, wait);
    }

    private static string AboutToken(TokenUse use) => use switch
    {
        TokenUse.Sent => "The token in HF_TOKEN was sent: it is wrong, or its owner has not accepted the model's terms on its page there",
        TokenUse.Possible => "It may want its terms accepted on the model's page there, and a token of yours: HF_TOKEN=hf_... easel models pull ...",
        _ => "It wants a login that Easel has no way to give",
    };
}

/// <summary>Whether a mirror was told the user's token.</summary>
internal enum TokenUse
{
    /// <summary>It must not be.</summary>
    None,

    /// <summary>It could be, but there is none.</summary>
    Possible,

    /// <summary>It was.</summary>
    Sent,
}
