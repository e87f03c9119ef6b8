using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Easel.Cli.Options;
using Easel.Diffusion.Pipelines;
using Easel.Painting;
using Easel.Painting.Texts;
using Easel.Server;

namespace Easel.Cli.Commands;

/// <summary>The options of <c>serve</c>.</summary>
internal static class ServeArguments
{
    /// <summary>The variable that holds a token, for those who do not want it in the list of processes.</summary>
    private const string TokenVariable = "EASEL_TOKEN";

    private const int ShortestToken = 8;

    public static readonly ValueOption<long> Port = OptionOf.Integer("--port", ServerOptions.UsualPort, 0, IPEndPoint.MaxPort, "port to listen on; 0 for any free one") with { Shown = "N" };

    public static readonly ValueOption<string?> Host = OptionOf.Text("--host", IPAddress.Loopback.ToString(), "address to listen on: this machine alone unless another is given, such as 0.0.0.0 for all that it has; then a token is wanted") with { Shown = "ADDRESS" };

    public static readonly ValueOption<string?> Data = OptionOf.Text("--data", null, "folder of the queue, of finished pictures, and of what jobs need (default: easel/server below $XDG_DATA_HOME, else below ~/.local/share)") with { Shown = "DIR" };

    public static readonly RepeatableOption<string> Token = new(
        "--token",
        $"what whoever asks must know; may be given several times, each with a queue limit of its own; ${TokenVariable} is one too. Drawn and told once if it is needed and none is given",
        ReadToken)
    {
        Shown = "TOKEN",
    };

    public static readonly RepeatableOption<string> AllowHost = new(
        "--allow-host",
        "a name by which the server may be asked without a token, beside its addresses and localhost, such as studio.lan; may be given several times",
        text => text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-') ? text : throw new UsageException($"{Quoted.Of(text)} is no name of a machine; wanted is one such as studio.lan, without port"))
    {
        Shown = "NAME",
    };

    public static readonly ValueOption<long> MaxQueue = OptionOf.Integer("--max-queue", 5_000, 1, 1_000_000, "jobs of each token that may wait") with { Shown = "N" };

    public static readonly ValueOption<long> MaxCount = OptionOf.Integer("--max-count", 100, 1, 10_000, "pictures of a job") with { Shown = "N" };

    public static readonly ValueOption<long> MaxSteps = OptionOf.Integer("--max-steps", 500, 1, 1000, "steps of a picture") with { Shown = "N" };

    public static readonly ValueOption<PictureSize?> MaxSize = SizeOption.Create("as many pixels as a picture of this size has are the most (default: 2048x2048)") with { Name = "--max-size" };

    public static readonly Flag MayDiffer = new("--may-differ", "on a card, paint pictures of one size side by side, which is faster, though their last bits depend on what is beside them then; on the processor they are painted so anyway, and nothing differs");

    /// <summary>All, in help's order.</summary>
    public static IReadOnlyList<OptionGroup> Groups { get; } =
    [
        new("Server", Port, Host, Data, Token, AllowHost),
        new("Limits", MaxQueue, MaxCount, MaxSteps, MaxSize),
        new("Model", ModelArguments.Checkpoint, ModelArguments.Config, ModelArguments.Vocabulary, ModelArguments.AveragedWeights),
        FinishArguments.Group,
        SigningOptions.Group,
        new("Running", RunArguments.Precision, RunArguments.Device, MayDiffer, RunArguments.WeightCache, RunArguments.Threads, RunArguments.MaxMemory, RunArguments.LowPriority, RunArguments.Quiet),
    ];

    /// <summary>Their help.</summary>
    public static HelpPage Help { get; } = new(
        "easel serve [options]",
        "Opens a page in the browser where people paint, and answers programs that speak its API. Jobs wait in a queue that survives whatever ends the server, and go on at their step.",
        Groups,
        "Ctrl-C stops after the running step; what waits goes on when the server is started again.\n" + ModelArguments.WhenPocketPaints + ".\n" + RunArguments.ExitCodes);

    /// <summary>Reads and checks a command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="pocket">The model that comes with Easel, if it is there.</param>
    /// <param name="drawn">The token that was drawn because one is needed and none is given.</param>
    /// <exception cref="UsageException">It asks for what cannot be done.</exception>
    public static ServerOptions Read(ParsedOptions parsed, PocketModel? pocket, out string? drawn)
    {
        ChosenModel model = ModelArguments.Choose(parsed, pocket);
        IPAddress host = ReadHost(parsed.Of(Host) ?? "");
        string[] tokens = [.. parsed.AllOf(Token), .. Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } named ? new[] { ReadNamed(named) } : []];
        drawn = tokens.Length == 0 && !IPAddress.IsLoopback(host) ? RandomNumberGenerator.GetHexString(32, lowercase: true) : null;
        return new ServerOptions
        {
            Port = (int)parsed.Of(Port),
            Host = host,
            Data = ReadData(parsed),
            Tokens = Named(drawn is null ? tokens : [drawn]),
            AllowedHosts = parsed.AllOf(AllowHost),
            Limits = ReadLimits(parsed),
            Model = model,
            Pipeline = ModelArguments.ReadPipeline(parsed, model),
            Finish = FinishArguments.Read(parsed),
            Run = RunArguments.Read(parsed),
            MayDiffer = parsed.Has(MayDiffer),
        };
    }

    /// <summary>The first is called token, the others token2 and so on: their quotas and jobs are their own.</summary>
    private static Dictionary<string, string> Named(string[] tokens)
    {
        Dictionary<string, string> named = new(StringComparer.Ordinal);
        foreach (string token in tokens)
        {
            named.TryAdd(token, named.Count == 0 ? "token" : string.Create(CultureInfo.InvariantCulture, $"token{named.Count + 1}"));
        }

        return named;
    }

    private static ServerLimits ReadLimits(ParsedOptions parsed)
    {
        ServerLimits usual = new();
        int queue = (int)parsed.Of(MaxQueue);
        return usual with
        {
            QueueLengthPerToken = queue,
            QueueLength = Math.Max(usual.QueueLength, queue),
            PicturesPerJob = (int)parsed.Of(MaxCount),
            Steps = (int)parsed.Of(MaxSteps),
            PixelsPerPicture = parsed.Of(MaxSize) is PictureSize size ? (long)size.Width * size.Height : usual.PixelsPerPicture,
        };
    }

    private static IPAddress ReadHost(string text) => text switch
    {
        "localhost" => IPAddress.Loopback,
        "*" => IPAddress.Any,
        _ when IPAddress.TryParse(text, out IPAddress? address) && !text.All(char.IsAsciiDigit) => address,
        _ => throw new UsageException($"argument --host: {Quoted.Of(text)} is no address; wanted is one of this machine, such as 127.0.0.1, ::1, or 0.0.0.0 for all that it has"),
    };

    private static string ReadData(ParsedOptions parsed)
    {
        if (parsed.Has(Data))
        {
            return parsed.Of(Data) is { Length: > 0 } named ? named : throw new UsageException("argument --data: expected the name of a folder, which need not exist yet");
        }

        return UserData.Find(Environment.GetEnvironmentVariable) ?? throw new UsageException("this system has no place for a user's data (neither XDG_DATA_HOME nor HOME is set); name a folder: --data DIR");
    }

    private static string ReadToken(string text)
        => text.Length < ShortestToken ? throw new UsageException($"a token of {text.Length} characters is guessed soon; {ShortestToken} or more are wanted")
            : text.All(letter => letter is > ' ' and <= '~') ? text
            : throw new UsageException("a token is of letters, digits and signs of ASCII, without blanks");

    private static string ReadNamed(string text)
    {
        try
        {
            return ReadToken(text);
        }
        catch (UsageException wrong)
        {
            throw new UsageException($"variable {TokenVariable}: {wrong.Message}");
        }
    }
}
