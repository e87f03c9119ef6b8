namespace Easel.Diffusion.Together;

/// <summary>Places for runs side by side; whoever finds none waits, and gets one in the order of asking.</summary>
/// <param name="fits">Whether these requests may be painted side by side. One alone always may.</param>
internal sealed class GroupPlaces(Func<IReadOnlyList<ImageRequest>, bool> fits)
{
    private readonly Lock _gate = new();
    private readonly List<Place> _taken = [];
    private readonly List<Place> _waiting = [];

    /// <summary>Places that are taken.</summary>
    public int Taken
    {
        get
        {
            lock (_gate)
            {
                return _taken.Count;
            }
        }
    }

    /// <summary>Waits for a place.</summary>
    /// <returns>The place, to be disposed.</returns>
    public async Task<IDisposable> TakeAsync(ImageRequest request, CancellationToken cancel)
    {
        Place place = new(this, request);
        lock (_gate)
        {
            _waiting.Add(place);
        }

        Admit();
        try
        {
            await place.Admitted.WaitAsync(cancel).ConfigureAwait(false);
            return place;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    private void Leave(Place place)
    {
        lock (_gate)
        {
            _waiting.Remove(place);
            _taken.Remove(place);
        }

        Admit();
    }

    private void Admit()
    {
        lock (_gate)
        {
            while (_waiting.Count > 0 && (_taken.Count == 0 || fits([.. _taken.Append(_waiting[0]).Select(place => place.Request)])))
            {
                Place next = _waiting[0];
                _waiting.RemoveAt(0);
                _taken.Add(next);
                next.Admit();
            }
        }
    }

    private sealed class Place(GroupPlaces places, ImageRequest request) : IDisposable
    {
        private readonly TaskCompletionSource _admitted = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ImageRequest Request => request;

        public Task Admitted => _admitted.Task;

        public void Admit() => _admitted.SetResult();

        public void Dispose() => places.Leave(this);
    }
}
