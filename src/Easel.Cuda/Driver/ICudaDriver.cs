namespace Easel.Cuda.Driver;

/// <summary>
/// What Easel asks of NVIDIA's driver. Handles and addresses are plain numbers, as the driver gives them. Everything that the driver answers with an error
/// code throws. One thread at a time, but any, unless something else is said.
/// </summary>
internal interface ICudaDriver
{
    /// <summary>The newest CUDA that the driver speaks: 12040 is 12.4.</summary>
    int Version { get; }

    /// <summary>Which build of the driver this is, in its own words; empty if it does not say.</summary>
    string Build { get; }

    /// <summary>How many cards there are.</summary>
    int CardCount { get; }

    /// <summary>Whether nothing is done, and memory has no content: what is to be copied to the card need not be read.</summary>
    bool IsPlan => false;

    /// <summary>What a card is.</summary>
    /// <param name="card">0 to <see cref="CardCount"/> - 1.</param>
    CardProperties Describe(int card);

    /// <summary>Opens a card. From now on it can be used from every thread.</summary>
    void OpenContext(int card);

    /// <summary>Gives the card back, with all that is still on it.</summary>
    void CloseContext();

    /// <summary>Bytes of card memory that are free, and all.</summary>
    (long Free, long Total) MemoryInfo();

    /// <summary>Card memory, aligned to 256 bytes or better.</summary>
    /// <exception cref="CudaException">Among others, <see cref="CudaError.OutOfMemory"/>.</exception>
    nint Allocate(long bytes);

    /// <summary>Gives card memory back.</summary>
    void Free(nint address);

    /// <summary>Host memory that the card can read and write by itself.</summary>
    nint AllocateHost(long bytes);

    /// <summary>Gives it back.</summary>
    void FreeHost(nint address);

    /// <summary>Enqueues a copy from host to card. From memory of <see cref="AllocateHost"/> it returns at once.</summary>
    void CopyToCard(nint card, nint host, long bytes, nint stream);

    /// <summary>Enqueues a copy from card to host.</summary>
    void CopyToHost(nint host, nint card, long bytes, nint stream);

    /// <summary>Enqueues a copy on the card.</summary>
    void CopyOnCard(nint destination, nint source, long bytes, nint stream);

    /// <summary>Enqueues the filling of card memory with a byte.</summary>
    void Fill(nint card, byte value, long bytes, nint stream);

    /// <summary>Has PTX translated into the card's own code. Several threads may call it at once, and it works for all of them side by side.</summary>
    /// <param name="ptx">The text, without a final zero.</param>
    /// <returns>What <see cref="LoadModule"/> takes; none if the driver has no linker.</returns>
    /// <exception cref="CudaException">With the translator's log.</exception>
    byte[]? Translate(ReadOnlySpan<byte> ptx);

    /// <summary>Puts kernels on the card. May be called from several threads at once, but PTX is translated for one after the other.</summary>
    /// <param name="image">What <see cref="Translate"/> gave, or PTX without a final zero.</param>
    /// <exception cref="CudaException">With the translator's log.</exception>
    nint LoadModule(ReadOnlySpan<byte> image);

    /// <summary>Gives a module back.</summary>
    void UnloadModule(nint module);

    /// <summary>A kernel of a module.</summary>
    nint FindFunction(nint module, string name);

    /// <summary>Lets a kernel use this much dynamic shared memory per block; needed above 48 KiB.</summary>
    void AllowSharedMemory(nint function, int bytes);

    /// <summary>Registers per thread, bytes of local memory per thread, and bytes of static shared memory of a kernel.</summary>
    (int Registers, int LocalBytes, int SharedBytes) Inspect(nint function);

    /// <summary>Enqueues a kernel.</summary>
    /// <param name="function">The kernel.</param>
    /// <param name="grid">Blocks.</param>
    /// <param name="threads">Threads per block, in one dimension.</param>
    /// <param name="sharedBytes">Dynamic shared memory per block.</param>
    /// <param name="stream">Where.</param>
    /// <param name="parameters">The kernel's single parameter, a structure, byte for byte.</param>
    void Launch(nint function, GridSize grid, int threads, int sharedBytes, nint stream, ReadOnlySpan<byte> parameters);

    /// <summary>How many clusters of a kernel's blocks the card can run at once.</summary>
    /// <param name="function">The kernel.</param>
    /// <param name="threads">Threads per block.</param>
    /// <param name="sharedBytes">Dynamic shared memory per block.</param>
    /// <param name="cluster">Blocks of a cluster.</param>
    int ClustersAtOnce(nint function, int threads, int sharedBytes, int cluster);

    /// <summary>A queue of work that runs in order.</summary>
    nint CreateStream();

    /// <summary>Gives a stream back.</summary>
    void DestroyStream(nint stream);

    /// <summary>Waits until a stream's work is done.</summary>
    void Synchronize(nint stream);

    /// <summary>A point in a stream, with its time.</summary>
    nint CreateEvent();

    /// <summary>Gives an event back.</summary>
    void DestroyEvent(nint recorded);

    /// <summary>Enqueues the event.</summary>
    void Record(nint recorded, nint stream);

    /// <summary>Waits for an event.</summary>
    void SynchronizeEvent(nint recorded);

    /// <summary>Milliseconds between two events that have happened.</summary>
    float Elapsed(nint from, nint to);

    /// <summary>From now on, what is enqueued in the stream is recorded instead of done.</summary>
    void BeginCapture(nint stream);

    /// <summary>Ends recording.</summary>
    /// <returns>What was recorded, ready to be launched; goes back by <see cref="DestroyGraph"/>.</returns>
    nint EndCapture(nint stream);

    /// <summary>Enqueues all that was recorded.</summary>
    void LaunchGraph(nint graph, nint stream);

    /// <summary>Gives a recording back.</summary>
    void DestroyGraph(nint graph);
}
