using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Easel.Fuzzing;
using Easel.Fuzzing.Engine;
using Easel.Fuzzing.Targets;

// The first thing of all: instrumented code counts into this map.
EdgeMap map = new();

switch (args)
{
    case ["list"]:
        foreach (FuzzTarget target in FuzzTargets.All)
        {
            Console.WriteLine(target.Name);
        }

        return 0;
    case ["run", string folder, string seconds, string executions, string seed, .. string[] names]:
        Directory.CreateDirectory(folder);
        Supervisor supervisor = new(folder, ulong.Parse(seed, CultureInfo.InvariantCulture));
        FuzzTarget[] wanted = names.Length == 0 ? [.. FuzzTargets.All] : [.. names.Select(FuzzTargets.Find)];
        foreach (FuzzTarget target in wanted)
        {
            supervisor.Run(target, TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)), long.Parse(executions, CultureInfo.InvariantCulture));
        }

        return 0;
    case ["table", string folder]:
        Console.WriteLine(string.Join('\n', new Supervisor(folder, 0).Table(FuzzTargets.All)));
        return 0;
    case ["worker", string name, string seconds, string executions, string seed, string folder]:
        FuzzLoop loop = new(FuzzTargets.Find(name), map, folder, ulong.Parse(seed, CultureInfo.InvariantCulture));
        loop.Run(TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)), long.Parse(executions, CultureInfo.InvariantCulture));
        return 0;
    case ["minimize", string folder, string to, .. string[] names]:
        foreach (FuzzTarget target in names.Length == 0 ? FuzzTargets.All : [.. names.Select(FuzzTargets.Find)])
        {
            List<byte[]> chosen = CorpusMinimizer.Choose(
                target, map, [.. target.Seeds, .. InputStore.ReadCorpus(InputStore.CorpusFolder, target.Name), .. InputStore.ReadCorpus(folder, target.Name)]);
            InputStore.WriteCorpus(to, target.Name, chosen);
            Console.WriteLine($"{target.Name}: {chosen.Count} inputs of {chosen.Sum(input => input.Length)} bytes");
        }

        return 0;
    case ["sign", string folder]:
        SignedFiles.Make(folder);
        return 0;
    case ["stretch", string length, .. string[] names]:
        foreach (FuzzTarget target in names.Length == 0 ? FuzzTargets.All : [.. names.Select(FuzzTargets.Find)])
        {
            Stretch(target, int.Parse(length, CultureInfo.InvariantCulture));
        }

        return 0;
    case ["read", string name]:
        foreach (byte[] seed in FuzzTargets.Find(name).Seeds)
        {
            try
            {
                FuzzTargets.Find(name).Read(seed);
                Console.WriteLine($"{seed.Length} bytes: read");
            }
            catch (Exception error)
            {
                Console.WriteLine($"{seed.Length} bytes: {error.GetType().Name}: {error.Message}");
            }
        }

        return 0;
    case ["read", string name, .. string[] files]:
        foreach (string file in files)
        {
            FuzzTargets.Find(name).Read(File.ReadAllBytes(file));
        }

        return 0;
    default:
        Console.WriteLine("""
            Easel.Fuzzing list
            Easel.Fuzzing run FOLDER SECONDS EXECUTIONS SEED [TARGET...]    each target so long, or so often, in a process of its own
            Easel.Fuzzing table FOLDER                                      what the runs of a folder come to
            Easel.Fuzzing minimize FOLDER TO [TARGET...]                    the corpus that is kept, from that of a run
            Easel.Fuzzing stretch LENGTH [TARGET...]                        long inputs of few words: the slowest and the largest of each target
            Easel.Fuzzing sign FOLDER                                       new keys, and pictures signed with them, for the targets of signed pictures
            Easel.Fuzzing read TARGET [FILE...]                             reads inputs, and lets exceptions through; without any, tells what becomes of the seeds

            Only instrumented assemblies tell what an input reaches: fuzz.sh makes them and runs this.
            """);
        return 2;
}

static void Stretch(FuzzTarget target, int length)
{
    Execution execution = new(target);
    execution.WarmUp();
    (double Seconds, byte[] Input) slowest = (0, []);
    (double PerByte, byte[] Input) largest = (0, []);
    HashSet<string> findings = [];
    int count = 0;
    foreach (byte[] input in StretchedInputs.Of(target, length))
    {
        long begun = Stopwatch.GetTimestamp();
        Verdict verdict = execution.Judge(input);
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        slowest = seconds > slowest.Seconds ? (seconds, input) : slowest;
        double perByte = (double)verdict.Allocated / input.Length;
        largest = perByte > largest.PerByte ? (perByte, input) : largest;
        count++;
        if (verdict.IsFinding && findings.Add(verdict.Signature))
        {
            Console.WriteLine($"{target.Name}: FOUND {verdict.Signature} in {seconds:0.000} s, {verdict.Allocated} bytes, by {Shown(input)}");
        }
    }

    Console.WriteLine($"{target.Name}: {count} inputs; slowest {slowest.Seconds * 1000:0} ms, by {Shown(slowest.Input)}; most memory {largest.PerByte:0} bytes per byte, by {Shown(largest.Input)}");
}

static string Shown(byte[] input)
    => input.Length < 64 ? Encoding.Latin1.GetString(input) : $"{JsonSerializer.Serialize(Encoding.Latin1.GetString(input.AsSpan(0, 30)))}...{JsonSerializer.Serialize(Encoding.Latin1.GetString(input.AsSpan(input.Length - 30)))}";
