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
        return stream.WriteAsync(context, id: null, after: 0, Tell, happened =>
        {
            switch (happened)
            {
                case JobStepped stepped when jobs.Contains(stepped.Job):
                    EventStream.Write(context, happened.Number, "step", RequestView.Of(stepped.Progress));
                    return Task.FromResult(true);
                case StudyChanged changed when changed.Study == id:
                case StudyForgotten forgotten when forgotten.Study == id:
                    return Task.FromResult(Tell());
                default:
                    return Task.FromResult(true);
            }
        });

        // Whether there is more to come.
        bool Tell()
        {
            if (store.Find(id) is not StudyRow study)
            {
                return false;
            }

            jobs = [.. store.Cells(id).Select(cell => cell.Job).OfType<string>()];
            StudyJson told = view.Of(study);
            EventStream.Write(context, number: null, "study", told);
            return JobStates.Find(told.State) is not (JobState.Done or JobState.Failed or JobState.Cancelled);
        }
    }
}
