using System.Text;
using Easel.Diffusion.Journals;

namespace Easel.Tests.Diffusion.Journals;

/// <summary>A journal is readable whatever happened to it, and says what was written before that.</summary>
public sealed class JournalTests : IDisposable
{
    private const string Name = "20261126-101500-3f9a";
    private const string Slot0 = "state.0";
    private const string Slot1 = "state.1";

    private readonly TestFolder _folder = new();

    private string Folder => _folder.PathOf(Name);

    [Fact]
    public void A_log_cut_at_any_byte_keeps_all_records_before_the_cut()
    {
        Write(records: 4, states: 0);
        byte[] log = File.ReadAllBytes(PathOf("run.log"));

        int before = 0;
        for (int length = 0; length <= log.Length; length++)
        {
            JournalContents contents = JournalContents.Decode(log.AsSpan(0, length), File.ReadAllBytes(PathOf("run.first")), [], [])!;

            Assert.Equal("the run", Text(contents.Header));
            Assert.Equal(Enumerable.Range(1, contents.Records.Count).Select(Said), contents.Records.Select(record => Text(record.Payload)));
            Assert.InRange(contents.Records.Count, before, before + 1);
            before = contents.Records.Count;
        }

        Assert.Equal(4, before);
    }

    [Fact]
    public void A_log_of_which_any_byte_is_another_keeps_all_records_before_that_byte()
    {
        Write(records: 4, states: 0);
        byte[] log = File.ReadAllBytes(PathOf("run.log"));
        byte[] copy = File.ReadAllBytes(PathOf("run.first"));

        for (int at = 0; at < log.Length; at++)
        {
            byte[] damaged = [.. log];
            damaged[at] ^= (byte)(1 << (at % 8));
            JournalContents contents = JournalContents.Decode(damaged, copy, [], [])!;

            Assert.Equal("the run", Text(contents.Header));
            Assert.Equal(JournalLog.Decode(log.AsSpan(0, at), out _).Skip(1).Select(record => Text(record.Payload)), contents.Records.Select(record => Text(record.Payload)));
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void A_state_that_is_cut_or_altered_at_any_byte_leaves_the_one_before(int states)
    {
        Write(records: 0, states);
        byte[][] slots = [File.ReadAllBytes(PathOf(Slot0)), File.ReadAllBytes(PathOf(Slot1))];
        byte[] newest = slots[states % 2];
        byte[] copy = File.ReadAllBytes(PathOf("run.first"));
        string[] Payloads() => [.. JournalContents.Decode([], copy, slots[0], slots[1])!.States.Select(state => Text(state.Payload))];
        Assert.Equal([Said(states), Said(states - 1)], Payloads());

        for (int at = 0; at < newest.Length; at++)
        {
            slots[states % 2] = newest[..at];
            Assert.Equal([Said(states - 1)], Payloads());

            byte[] damaged = [.. newest];
            damaged[at] ^= (byte)(1 << (at % 8));
            slots[states % 2] = damaged;
            Assert.Equal([Said(states - 1)], Payloads());
        }
    }

    [Fact]
    public void A_journal_goes_on_behind_the_last_good_record_and_in_the_older_slot()
    {
        Write(records: 3, states: 3);
        File.AppendAllText(PathOf("run.log"), "torn");

        using (var journal = Journal.Open(Folder, out JournalContents contents))
        {
            Assert.Equal(3, contents.Records.Count);
            journal.Append(new JournalRecord(1, Bytes(Said(4))));
            journal.SaveState(writer => writer.Write(Bytes(Said(4))));
        }

        JournalContents after = Journal.Read(Folder);
        Assert.Equal(Enumerable.Range(1, 4).Select(Said), after.Records.Select(record => Text(record.Payload)));
        Assert.Equal([Said(4), Said(3)], after.States.Select(state => Text(state.Payload)));
    }

    [Fact]
    public void A_log_that_lost_its_beginning_begins_again_from_the_copy()
    {
        Write(records: 3, states: 1);
        File.WriteAllText(PathOf("run.log"), "nothing of ours");

        using (var journal = Journal.Open(Folder, out JournalContents contents))
        {
            Assert.Equal(("the run", 0), (Text(contents.Header), contents.Records.Count));
            journal.Append(new JournalRecord(1, Bytes(Said(1))));
        }

        File.Delete(PathOf("run.first"));
        Assert.Equal([Said(1)], Journal.Read(Folder).Records.Select(record => Text(record.Payload)));
    }

    [Fact]
    public void Steps_take_no_more_space_the_more_there_are()
    {
        using Journal journal = Create();
        journal.SaveState(writer => writer.Write(new byte[1000]));
        journal.SaveState(writer => writer.Write(new byte[1000]));
        long before = Size();

        for (int i = 0; i < 100; i++)
        {
            journal.SaveState(writer => writer.Write(new byte[1000 - i]));
        }

        Assert.Equal(before, Size());
    }

    [Fact]
    public void One_process_writes_a_journal_and_others_are_told_which()
    {
        using (Create())
        {
            JournalException refused = Assert.Throws<JournalException>(() => Journal.Open(Folder, out _));

            Assert.Equal((true, Environment.ProcessId), (refused.IsInUse, refused.Process));
            Assert.Contains($"in progress, in process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
            Assert.True(Journal.IsInUse(Folder));
            Assert.Throws<JournalException>(() => Journal.Discard(Folder));
            Assert.Equal("the run", Text(Journal.Read(Folder).Header));
        }

        Assert.False(Journal.IsInUse(Folder));
        Journal.Discard(Folder);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_full_disk_leaves_the_log_as_it_was_and_lets_it_go_on_when_there_is_space_again()
    {
        using SmallDisk disk = SmallDisk.Mount(kilobytes: 64);
        string folder = Path.Combine(disk.Path, Name);
        string ballast = Path.Combine(disk.Path, "ballast");
        using Journal journal = Journal.Create(folder, _ => Bytes("the run"));
        journal.Append(new JournalRecord(1, Bytes(Said(1))));
        journal.SaveState(writer => writer.Write(Bytes(Said(1))));
        Assert.ThrowsAny<IOException>(() => File.WriteAllBytes(ballast, new byte[1 << 17]));

        Assert.ThrowsAny<IOException>(() => journal.Append(new JournalRecord(1, new byte[1 << 14])));
        Assert.ThrowsAny<IOException>(() => journal.SaveState(writer => writer.Write(new byte[1 << 14])));
        Assert.ThrowsAny<IOException>(() => journal.Blobs.Put(new byte[1 << 14]));
        Assert.Equal([Said(1)], Journal.Read(folder).Records.Select(record => Text(record.Payload)));
        Assert.Equal([Said(1)], Journal.Read(folder).States.Select(state => Text(state.Payload)));

        File.Delete(ballast);
        journal.Append(new JournalRecord(1, Bytes(Said(2))));
        journal.SaveState(writer => writer.Write(Bytes(Said(2))));
        Assert.Equal([Said(1), Said(2)], Journal.Read(folder).Records.Select(record => Text(record.Payload)));
        Assert.Equal([Said(2), Said(1)], Journal.Read(folder).States.Select(state => Text(state.Payload)));
    }

    [Fact]
    public void What_is_kept_beside_comes_back_whole_or_not_at_all()
    {
        using Journal journal = Create();
        string name = journal.Blobs.Put("a picture"u8);
        Assert.Equal(name, journal.Blobs.Put("a picture"u8));

        Assert.Equal("a picture", Text(journal.Blobs.Get(name, most: 9)));
        Assert.Throws<JournalException>(() => journal.Blobs.Get(name, most: 8));
        Assert.Throws<JournalException>(() => journal.Blobs.Get("../run.log", most: 1000));
        File.WriteAllText(journal.Blobs.PathOf(name), "a pichure");
        Assert.Throws<JournalException>(() => journal.Blobs.Get(name, most: 9));
    }

    [Fact]
    public void Only_what_is_left_of_journals_is_swept()
    {
        Write(records: 1, states: 1);
        Touch($".removed-{Name}", "run.log");
        Touch("20261126-101501-0000", "lock");
        Touch("20261126-101502-0000", "run.log");
        Touch("of somebody else", "lock");
        Touch(".removed-by somebody else", "lock");

        Journal.Sweep(_folder.Path);

        Assert.Equal(
            [".removed-by somebody else", Name, "20261126-101502-0000", "of somebody else"],
            Directory.GetDirectories(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_no_journal_is_refused()
    {
        Directory.CreateDirectory(Folder);
        Assert.Contains("holds no journal of a run", Assert.Throws<JournalException>(() => Journal.Read(Folder)).Message, StringComparison.Ordinal);
        Assert.Contains("There is no folder", Assert.Throws<JournalException>(() => Journal.Read(_folder.PathOf("nowhere"))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Journal Create() => Journal.Create(Folder, _ => Bytes("the run"));

    private void Write(int records, int states)
    {
        using Journal journal = Create();
        for (int i = 1; i <= records; i++)
        {
            journal.Append(new JournalRecord(1, Bytes(Said(i))));
        }

        for (int i = 1; i <= states; i++)
        {
            int number = i;
            journal.SaveState(writer => writer.Write(Bytes(Said(number))));
        }
    }

    private void Touch(string folder, string file)
    {
        Directory.CreateDirectory(_folder.PathOf(folder));
        File.WriteAllText(Path.Combine(_folder.PathOf(folder), file), "something");
    }

    private string PathOf(string file) => Path.Combine(Folder, file);

    private long Size() => Directory.GetFiles(Folder).Sum(file => new FileInfo(file).Length);

    private static string Said(int number) => $"said {number}";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
