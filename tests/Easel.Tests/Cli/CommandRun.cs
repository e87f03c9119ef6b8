using Easel.Cli;
using Easel.Cuda;
using Easel.Cuda.Driver;
using Easel.Diffusion.Pipelines;

namespace Easel.Tests.Cli;

/// <summary>The command in a folder of its own with a stand-in for the engine.</summary>
internal sealed class CommandRun : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public CommandRun() => File.WriteAllText(Checkpoint, "weights");

    public string Checkpoint => PathOf("model.ckpt");

    public string Outdir => PathOf("out");

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    /// <summary>What the command was told to open.</summary>
    public PipelineOptions? Opened { get; private set; }

    public PaintedByTest? Painter { get; private set; }

    public Action<int> AfterStep { get; set; } = _ => { };

    public string? Warning { get; set; }

    /// <summary>What all values of the stand-in's pictures are, -1 to 1; a texture if not set.</summary>
    public float? Shade { get; set; }

    /// <summary>What the stand-in says that it computed again for each picture.</summary>
    public IReadOnlyList<RedoneLayers> Redone { get; set; } = [];

    /// <summary>Where the stand-in says that it runs.</summary>
    public string Device { get; set; } = "";

    /// <summary>The cards of the machine; by default none.</summary>
    public Func<CardSurvey> Cards { get; set; } = () => CardSurvey.Without(new CudaException(CudaError.NoDriver, "There is no NVIDIA driver here."));

    public StillTime Time { get; } = new();

    public bool IsTerminal { get; set; }

    public bool ShowsDetails { get; set; }

    /// <summary>The folder of the model that comes with Easel; none, as if it had been left out.</summary>
    public string? PocketFolder { get; set; }

    /// <summary>Whether the user has a place for caches.</summary>
    public bool HasCache { get; set; } = true;

    /// <summary>What is drawn by lot; told the number that it must be below.</summary>
    public Func<long, long> DrawBelow { get; set; } = _ => throw new InvalidOperationException("Nothing is to be drawn by lot here.");

    /// <summary>Why no digest can be computed; it can if not set.</summary>
    public string? HashObstacle { get; set; }

    /// <summary>What is typed at the terminal; there is none to ask at if not set.</summary>
    public Func<string?>? ReadLine { get; set; }

    public CancellationTokenSource Interrupt { get; private set; } = new();

    /// <summary>From now on commands are not interrupted any more.</summary>
    public void GoOn()
    {
        Interrupt.Dispose();
        Interrupt = new CancellationTokenSource();
    }

    public string PathOf(string name) => _folder.PathOf(name);

    /// <summary>Files below the output folder but for journals, with forward slashes, in order.</summary>
    public string[] Files() => Directory.Exists(Outdir)
        ? [.. Directory.GetFiles(Outdir, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Outdir, file).Replace('\\', '/')).Where(file => !file.StartsWith(".easel/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Runs <c>easel txt2img</c> with small pictures and few steps, unless the words say otherwise.</summary>
    public Task<int> PaintAsync(params string[] words)
        => RunAsync(["txt2img", "--ckpt", Checkpoint, "--outdir", Outdir, "--H", "16", "--W", "8", "--ddim_steps", "3", .. words]);

    public Task<int> RunAsync(params string[] words) => CommandLine.Full.RunAsync(words, new Surroundings
    {
        Output = _output,
        Error = _error,
        ErrorIsTerminal = IsTerminal,
        ShowsDetails = ShowsDetails,
        ReadLine = ReadLine,
        CacheFolder = name => HasCache ? Path.Combine(PathOf("cache"), name) : null,
        Cancel = Interrupt.Token,
        Time = Time,
        FindPocket = () => PocketFolder is null ? null : PocketModel.In(PocketFolder),
        SurveyCards = Cards,
        FindHashObstacle = () => HashObstacle,
        DrawBelow = most => DrawBelow(most),
        OpenPainter = (options, _) =>
        {
            Opened = options;
            return Painter = new PaintedByTest(options, Device) { AfterStep = AfterStep, Warning = Warning, Shade = Shade, Redone = Redone };
        },
    });

    public void Dispose()
    {
        _folder.Dispose();
        Interrupt.Dispose();
    }
}
