using Easel.Fuzzing;
using Easel.Fuzzing.Engine;

namespace Easel.Tests.Fuzzing;

/// <summary>What fuzzing has gathered, given to the readers again: inputs that reach all parts of them, and those that once broke one.</summary>
public sealed class CorpusTests
{
    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    public static TheoryData<string, string> Findings
    {
        get
        {
            TheoryData<string, string> findings = [];
            foreach (FuzzTarget target in FuzzTargets.All)
            {
                foreach ((string name, _) in InputStore.ReadFindings(target.Name))
                {
                    findings.Add(target.Name, name);
                }
            }

            return findings;
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void All_that_reaches_a_new_part_of_a_reader_is_read_or_refused(string name)
    {
        FuzzTarget target = FuzzTargets.Find(name);
        Execution execution = new(target);
        execution.WarmUp();
        List<byte[]> inputs = InputStore.ReadCorpus(InputStore.CorpusFolder, name);

        foreach (byte[] input in inputs.Concat(target.Seeds))
        {
            Verdict verdict = execution.Judge(input);
            Assert.False(verdict.IsFinding, $"{verdict.Signature}, {verdict.Allocated} bytes: {Convert.ToBase64String(input)}");
        }

        Assert.NotEmpty(inputs);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Among_the_seeds_is_one_that_is_read(string name)
    {
        FuzzTarget target = FuzzTargets.Find(name);
        Execution execution = new(target);
        execution.WarmUp();

        Assert.Contains(target.Seeds, seed => execution.Judge(seed).Signature == "read");
    }

    [Theory]
    [MemberData(nameof(Findings))]
    public void What_once_broke_a_reader_is_read_or_refused(string name, string finding)
    {
        byte[] input = InputStore.ReadFindings(name).Single(found => found.Name == finding).Input;
        Execution execution = new(FuzzTargets.Find(name));
        execution.WarmUp();

        Verdict verdict = execution.Judge(input);

        Assert.False(verdict.IsFinding, verdict.Signature);
    }

    [Fact]
    public void What_a_reader_must_not_do_is_a_finding()
    {
        Execution execution = new(new CarelessTarget());
        execution.WarmUp();

        Assert.Equal("read", execution.Judge("fine"u8.ToArray()).Signature);
        Assert.Equal("refused", execution.Judge("refuse"u8.ToArray()).Signature);
        Assert.StartsWith("IndexOutOfRangeException", execution.Judge("break"u8.ToArray()).Signature);
        Assert.Equal("memory", execution.Judge("large"u8.ToArray()).Signature);
    }

    [Fact]
    public void A_seed_decides_all_changes()
    {
        FuzzTarget target = FuzzTargets.Find("styles-csv");

        string[] first = Changes(seed: 5);

        Assert.Equal(first, Changes(seed: 5));
        Assert.NotEqual(first, Changes(seed: 6));

        string[] Changes(ulong seed)
        {
            Mutator mutator = new(target, new FuzzRandom(seed));
            byte[] input = target.Seeds.First();
            return [.. Enumerable.Range(0, 100).Select(_ => Convert.ToHexString(mutator.Change(input, input)))];
        }
    }

    private sealed class CarelessTarget : FuzzTarget
    {
        public override string Name => "careless";

        public override IReadOnlyList<Type> Refusals => [typeof(FormatException)];

        public override IEnumerable<byte[]> Seeds => ["fine"u8.ToArray()];

        public override void Read(byte[] input)
        {
            switch (input[0])
            {
                case (byte)'r':
                    throw new FormatException();
                case (byte)'b':
                    _ = input[input.Length];
                    break;
                case (byte)'l':
                    GC.KeepAlive(new byte[4 << 20]);
                    break;
            }
        }
    }
}
