namespace Easel.Cuda.Driver;

/// <content>Streams, events, and recordings.</content>
internal sealed unsafe partial class CudaDriver
{
    // cuda.h: CU_STREAM_NON_BLOCKING, CU_EVENT_DEFAULT, CU_STREAM_CAPTURE_MODE_THREAD_LOCAL
    private const uint OwnOrder = 1;
    private const uint WithTime = 0;
    private const int ThisThreadOnly = 1;

    /// <inheritdoc/>
    public nint CreateStream()
    {
        nint stream;
        _calls.Check(InContext.StreamCreate(&stream, OwnOrder), "cuStreamCreate");
        return stream;
    }

    /// <inheritdoc/>
    public void DestroyStream(nint stream) => _calls.Check(InContext.StreamDestroy(stream), "cuStreamDestroy_v2");

    /// <inheritdoc/>
    public void Synchronize(nint stream) => _calls.Check(InContext.StreamSynchronize(stream), "cuStreamSynchronize");

    /// <inheritdoc/>
    public nint CreateEvent()
    {
        nint created;
        _calls.Check(InContext.EventCreate(&created, WithTime), "cuEventCreate");
        return created;
    }

    /// <inheritdoc/>
    public void DestroyEvent(nint recorded) => _calls.Check(InContext.EventDestroy(recorded), "cuEventDestroy_v2");

    /// <inheritdoc/>
    public void Record(nint recorded, nint stream) => _calls.Check(InContext.EventRecord(recorded, stream), "cuEventRecord");

    /// <inheritdoc/>
    public void SynchronizeEvent(nint recorded) => _calls.Check(InContext.EventSynchronize(recorded), "cuEventSynchronize");

    /// <inheritdoc/>
    public float Elapsed(nint from, nint to)
    {
        float milliseconds;
        _calls.Check(InContext.EventElapsedTime(&milliseconds, from, to), "cuEventElapsedTime");
        return milliseconds;
    }

    /// <inheritdoc/>
    public void BeginCapture(nint stream) => _calls.Check(InContext.StreamBeginCapture(stream, ThisThreadOnly), "cuStreamBeginCapture_v2");

    /// <inheritdoc/>
    public nint EndCapture(nint stream)
    {
        nint graph = 0;
        _calls.Check(InContext.StreamEndCapture(stream, &graph), "cuStreamEndCapture");
        nint ready = 0;
        int result = _calls.GraphInstantiateWithFlags is not null
            ? InContext.GraphInstantiateWithFlags(&ready, graph, 0)
            : InContext.GraphInstantiateOld(&ready, graph, null, null, 0);

        // What can be launched does not need what it was made of.
        int destroyed = InContext.GraphDestroy(graph);
        _calls.Check(result, _calls.GraphInstantiateWithFlags is not null ? "cuGraphInstantiateWithFlags" : "cuGraphInstantiate_v2");
        _calls.Check(destroyed, "cuGraphDestroy");
        return ready;
    }

    /// <inheritdoc/>
    public void LaunchGraph(nint graph, nint stream) => _calls.Check(InContext.GraphLaunch(graph, stream), "cuGraphLaunch");

    /// <inheritdoc/>
    public void DestroyGraph(nint graph) => _calls.Check(InContext.GraphExecDestroy(graph), "cuGraphExecDestroy");
}
