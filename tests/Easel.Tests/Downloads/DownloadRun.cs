using System.Security.Cryptography;
using Easel.Downloads.Catalogue;
using Easel.Downloads.Transfer;

namespace Easel.Tests.Downloads;

/// <summary>Downloads into a folder of its own, with pauses that are noted instead of waited for.</summary>
internal sealed class DownloadRun : IDownloadObserver, IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    public DownloadRun()
    {
        Content = new byte[300_000];
        new Random(7).NextBytes(Content);
        Options = new DownloadOptions
        {
            Pause = (pause, cancel) =>
            {
                Pauses.Add(pause);
                cancel.ThrowIfCancellationRequested();
                return Task.CompletedTask;
            },
            Jitter = () => 1,
            IdleTimeout = TimeSpan.FromSeconds(20),
        };
    }

    public byte[] Content { get; }

    public DownloadOptions Options { get; set; }

    public List<TimeSpan> Pauses { get; } = [];

    public List<string> Notes { get; } = [];

    public Action<long> OnArrival { get; set; } = _ => { };

    public long Reread { get; private set; }

    public string Destination => _folder.PathOf("weights.bin");

    public string Part => Destination + ".partial";

    public string[] Files => [.. Directory.GetFiles(_folder.Path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public CatalogueFile File(params Uri[] addresses) => new()
    {
        Name = "weights.bin",
        Bytes = Content.Length,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Content)),
        Addresses = addresses,
    };

    public Task<string> DownloadAsync(CatalogueFile file) => DownloadUntilAsync(file, TestContext.Current.CancellationToken);

    public Task<string> DownloadUntilAsync(CatalogueFile file, CancellationToken cancel)
        => new Downloader(_client, Options, this).DownloadAsync(file, Destination, cancel);

    /// <summary>What a download that must fail says.</summary>
    public async Task<string> FailAsync(CatalogueFile file) => (await Assert.ThrowsAsync<DownloadException>(() => DownloadAsync(file))).Message;

    public void RequireWhole()
    {
        Assert.Equal(Content, System.IO.File.ReadAllBytes(Destination));
        Assert.Equal(["weights.bin"], Files);
    }

    void IDownloadObserver.Rereading(string file, long done, long total) => Reread = done;

    void IDownloadObserver.Arrived(string file, long done, long? total) => OnArrival(done);

    void IDownloadObserver.Note(string message) => Notes.Add(message);

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }
}
