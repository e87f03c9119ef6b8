using System.Diagnostics;

namespace Easel.Fuzzing.Engine;

/// <summary>One target in this process: inputs that reach something new join the corpus, from which the next ones are made.</summary>
/// <param name="target">What is fuzzed.</param>
/// <param name="map">Where its code counts.</param>
/// <param name="folder">Where corpora, counts and findings of this run lie.</param>
/// <param name="seed">Decides all changes.</param>
internal sealed class FuzzLoop(FuzzTarget target, EdgeMap map, string folder, ulong seed)
{
    /// <summary>The exit code of a process whose input did not end.</summary>
    public const int Hung = 70;

    private const int Recent = 64;
    private const int ShorteningTries = 2000;

    private static readonly TimeSpan s_hopeless = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(15);

    private readonly Execution _execution = new(target);
    private readonly FuzzRandom _random = new(seed);
    private readonly List<byte[]> _corpus = [];
    private readonly string _countsPath = Path.Combine(folder, $"{target.Name}.json");
    private FuzzCounts _counts = new();
    private long _begun;

    /// <summary>Where the input being read is found when the process has died.</summary>
    public static string CurrentPath(string folder, string target) => Path.Combine(folder, $"{target}.current");

    /// <summary>Where a target's findings are kept.</summary>
    public static string FindingsOf(string folder, string target) => Path.Combine(folder, "findings", target);

    /// <summary>Runs until the time is over, or so many executions are made.</summary>
    public void Run(TimeSpan time, long executions)
    {
        _counts = FuzzCounts.Read(_countsPath);
        using CurrentInput current = new(CurrentPath(folder, target.Name), target.MaxLength);
        _execution.WarmUp();
        new Thread(Watch) { IsBackground = true }.Start();
        var clock = Stopwatch.StartNew();
        double secondsBefore = _counts.Seconds;
        TimeSpan saved = TimeSpan.Zero;
        foreach (byte[] input in FirstInputs())
        {
            Try(current, input, isFirst: _corpus.Count == 0);
        }

        Mutator mutator = new(target, _random);
        for (long i = 0; i < executions && clock.Elapsed < time; i++)
        {
            byte[] input = mutator.Change(Choose(), Choose());
            Try(current, _random.OneIn(4) ? input : target.Repair(input, _random), isFirst: false);
            if ((i & 63) == 0 && clock.Elapsed - saved > s_between)
            {
                saved = clock.Elapsed;
                Save();
            }
        }

        Save();

        void Save()
        {
            _counts.Seconds = secondsBefore + clock.Elapsed.TotalSeconds;
            _counts.Edges = Math.Max(map.Edges, _counts.Edges);
            (_counts.CorpusInputs, _counts.CorpusBytes) = (_corpus.Count, _corpus.Sum(input => (long)input.Length));
            _counts.PeakMemory = Math.Max(_counts.PeakMemory, Process.GetCurrentProcess().PeakWorkingSet64);
            InputStore.WriteCorpus(folder, target.Name, _corpus);
            _counts.Write(_countsPath);
        }
    }

    private IEnumerable<byte[]> FirstInputs() =>
        [.. target.Seeds.Concat(InputStore.ReadCorpus(InputStore.CorpusFolder, target.Name)).Concat(InputStore.ReadCorpus(folder, target.Name))
            .Concat(InputStore.ReadFindings(target.Name).Select(finding => finding.Input)).Where(input => input.Length <= target.MaxLength)];

    /// <summary>Any input of the corpus, those that came last more often.</summary>
    private byte[] Choose() => _random.OneIn(2) ? _random.Of(_corpus) : _corpus[_corpus.Count - 1 - _random.Below(Math.Min(Recent, _corpus.Count))];

    private void Try(CurrentInput current, byte[] input, bool isFirst)
    {
        if (input.Length > target.MaxLength)
        {
            return;
        }

        current.Set(input);
        map.Begin();
        Volatile.Write(ref _begun, Stopwatch.GetTimestamp());
        Verdict verdict = _execution.Judge(input);
        Volatile.Write(ref _begun, 0);
        _counts.Executions++;
        _counts.Refused += verdict.Signature == "refused" ? 1 : 0;
        _counts.MostAllocated = Math.Max(_counts.MostAllocated, verdict.Allocated);
        bool isNew = map.End();
        if (verdict.IsFinding)
        {
            Keep(verdict, input);
        }

        // What breaks a reader breaks it again after a change: such inputs are no parents.
        if ((isNew && !verdict.IsFinding) || isFirst)
        {
            _corpus.Add(input);
        }
    }

    private void Keep(Verdict verdict, byte[] input)
    {
        if (!_counts.Findings.Add(verdict.Signature))
        {
            return;
        }

        byte[] shorter = verdict.Signature is "slow" ? input : Shorten(input, verdict.Signature);
        string place = FindingsOf(folder, target.Name);
        Directory.CreateDirectory(place);
        string file = Path.Combine(place, $"{InputStore.NameOf(shorter)}.bin");
        File.WriteAllBytes(file, shorter);
        Console.WriteLine($"{target.Name}: FOUND {verdict.Signature} ({verdict.Allocated} bytes allocated for {input.Length}), kept as {file}");
    }

    /// <summary>Leaves out what a finding does not need.</summary>
    private byte[] Shorten(byte[] input, string signature)
    {
        int tries = 0;
        for (int stretch = input.Length / 2; stretch > 0; stretch /= 2)
        {
            for (int at = 0; at + stretch <= input.Length && tries < ShorteningTries; tries++)
            {
                byte[] shorter = [.. input.AsSpan(0, at), .. input.AsSpan(at + stretch)];
                if (_execution.Judge(shorter).Signature == signature)
                {
                    input = shorter;
                }
                else
                {
                    at += stretch;
                }
            }
        }

        return input;
    }

    /// <summary>Ends the process when an input does not.</summary>
    private void Watch()
    {
        while (true)
        {
            Thread.Sleep(500);
            long begun = Volatile.Read(ref _begun);
            if (begun != 0 && Stopwatch.GetElapsedTime(begun) > s_hopeless)
            {
                Environment.Exit(Hung);
            }
        }
    }
}
