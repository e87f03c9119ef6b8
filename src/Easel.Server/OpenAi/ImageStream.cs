using System.Text.Json;
using Easel.Imaging;
using Easel.Imaging.Resampling;
using Easel.Server.Foreign;
using Easel.Server.Gallery;
using Easel.Server.Jobs;
using Microsoft.AspNetCore.Http;

namespace Easel.Server.OpenAi;

/// <summary>Sends a job's pictures as server-sent events: some while they are painted, each when it is finished.</summary>
/// <param name="asked">What was asked.</param>
/// <param name="isEdit">Whether it is an edit, which events are named after.</param>
/// <param name="held">The job.</param>
/// <param name="tokens">Counts what it takes.</param>
/// <param name="response">Where events go.</param>
/// <param name="time">The clock.</param>
/// <param name="tell">Told of what nobody expected.</param>
internal sealed class ImageStream(AskedImages asked, bool isEdit, HeldJob held, TokenCount tokens, HttpResponse response, TimeProvider time, Action<Exception> tell)
{
    private readonly string _name = isEdit ? "image_edit" : "image_generation";
    private readonly HashSet<int> _finished = [];

    // Of the picture that is being painted.
    private int _picture;
    private int _partials;

    /// <summary>Sends all; ends with the job.</summary>
    /// <param name="gone">The client is gone.</param>
    /// <param name="stopping">The server comes to its end.</param>
    public async Task WriteAsync(CancellationToken gone, CancellationToken stopping)
    {
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache, no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        await response.StartAsync(gone).ConfigureAwait(false);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(gone, stopping);
        try
        {
            Job over = await FollowAsync(either.Token).ConfigureAwait(false);
            if (over.State == JobState.Failed)
            {
                await SendErrorAsync(new GenerationFailedException(over.Error ?? "the job failed"), gone).ConfigureAwait(false);
            }
            else if (over.State == JobState.Cancelled)
            {
                await SendErrorAsync(new GenerationFailedException("the job was cancelled"), gone).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !gone.IsCancellationRequested)
        {
            await SendErrorAsync(new ServerEndsException(held.Job.Asked.IsShown), gone).ConfigureAwait(false);
        }
        catch (Exception) when (gone.IsCancellationRequested)
        {
            // Nobody reads any more.
        }
        catch (Exception error)
        {
            // The answer has begun: its status cannot tell it.
            if (error is not (ImageException or GenerationFailedException))
            {
                tell(error);
            }

            await SendErrorAsync(error, gone).ConfigureAwait(false);
        }
    }

    private async Task<Job> FollowAsync(CancellationToken cancel)
    {
        await foreach (JobEvent happened in held.FollowAsync(cancel).ConfigureAwait(false))
        {
            switch (happened)
            {
                case JobStepped stepped:
                    await SendPartialAsync(stepped.Progress, cancel).ConfigureAwait(false);
                    break;
                case JobPainted painted:
                    await SendFinishedAsync(painted.Picture, cancel).ConfigureAwait(false);
                    break;
            }
        }

        // What was finished before this began to listen.
        foreach (PaintedFile file in held.Pictures())
        {
            await SendFinishedAsync(file.Picture, cancel).ConfigureAwait(false);
        }

        return await held.WhenOverAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Sends what a picture has come to, if it is time: they come at even shares of its steps.</summary>
    private async Task SendPartialAsync(JobProgress progress, CancellationToken cancel)
    {
        if (progress.Picture != _picture)
        {
            (_picture, _partials) = (progress.Picture, 0);
        }

        bool isTime = _partials < asked.Partials && progress.Step < progress.Steps && progress.Step * (asked.Partials + 1) >= (_partials + 1) * progress.Steps;
        if (!isTime || await LookAsync(cancel).ConfigureAwait(false) is not Image now)
        {
            return;
        }

        ImageEvent sent = Event("partial_image", asked.Format.Of(now)) with { PartialImageIndex = _partials };
        _partials++;
        await SendAsync(sent.Type, sent, cancel).ConfigureAwait(false);
    }

    /// <summary>The picture as it would come out now; where that cannot be decoded, its preview.</summary>
    private async Task<Image?> LookAsync(CancellationToken cancel)
        => await held.DecodeAsync(cancel).ConfigureAwait(false)
            ?? (held.Preview() is Image small ? PillowResize.Resize(small, asked.Request.Width, asked.Request.Height, PillowFilter.Bicubic) : null);

    private async Task SendFinishedAsync(GalleryPicture picture, CancellationToken cancel)
    {
        if (!_finished.Add(picture.Index) || held.FileOf(picture) is not byte[] png)
        {
            return;
        }

        ImageEvent sent = Event("completed", asked.Format.Of(png)) with { Usage = tokens.Of(asked, 1), SafetyIdentifier = asked.SafetyIdentifier };
        await SendAsync(sent.Type, sent, cancel).ConfigureAwait(false);
    }

    private ImageEvent Event(string kind, byte[] file)
        => new($"{_name}.{kind}", file, "opaque", time.GetUtcNow().ToUnixTimeSeconds(), asked.Format.Name, asked.Quality, asked.Size);

    private Task SendErrorAsync(Exception error, CancellationToken cancel) => SendAsync("error", new { type = "error", error = OpenAiErrors.Of(error).Error }, cancel);

    private async Task SendAsync<T>(string name, T data, CancellationToken cancel)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(data, ForeignJson.Options);
        await response.BodyWriter.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"event: {name}\ndata: "), cancel).ConfigureAwait(false);
        await response.BodyWriter.WriteAsync(json, cancel).ConfigureAwait(false);
        await response.BodyWriter.WriteAsync("\n\n"u8.ToArray(), cancel).ConfigureAwait(false);
        await response.BodyWriter.FlushAsync(cancel).ConfigureAwait(false);
    }
}
