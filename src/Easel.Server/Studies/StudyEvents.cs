using Easel.Server.Api.Bodies;
using Easel.Server.Api.Events;
using Easel.Server.Api.Reading;
using Easel.Server.Jobs;
using Microsoft.AspNetCore.Http;

namespace Easel.Server.Studies;

/// <summary>What happens to a study, as server-sent events.</summary>
/// <param name="stream">Writes them.</param>
/// <param name="store">Which jobs are its cells.</param>
/// <param name="view">Tells of it.</param>
internal sealed class StudyEvents(EventStream stream, StudyStore store, StudyView view)
{
    /// <summary>Writes until the client goes, the server ends, or the study is over.</summary>
    public Task WriteAsync(HttpContext context, string id)
    {
        HashSet<string> jobs = [];
        bool isOver = false;
        return stream.WriteAsync(context, id: null, after: 0, TellAsync, async happened =>
        {
            if (!isOver && jobs.Contains(happened.Job))
            {
                if (happened is JobStepped stepped)
                {
                    EventStream.Write(context, happened.Number, "step", RequestView.Of(stepped.Progress));
                }
                else
                {
                    await TellAsync().ConfigureAwait(false);
                }
            }

            return !isOver;
        });

        async Task TellAsync()
        {
            if (store.Find(id) is not StudyRow study)
            {
                isOver = true;
                return;
            }

            jobs = [.. store.Cells(id).Select(cell => cell.Job).OfType<string>()];
            StudyJson told = view.Of(study);
            isOver = JobStates.Find(told.State) is JobState.Done or JobState.Failed or JobState.Cancelled;
            EventStream.Write(context, number: null, "study", told);
            if (isOver)
            {
                // Nobody waits for an event that does not come.
                await context.Response.CompleteAsync().ConfigureAwait(false);
            }
        }
    }
}
