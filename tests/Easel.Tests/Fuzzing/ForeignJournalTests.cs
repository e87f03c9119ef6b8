using System.Text.Json.Nodes;
using Easel.Diffusion.Journals;
using Easel.Painting.Journals;
using Easel.Painting.Metadata;
using Easel.Tests.Cli;

namespace Easel.Tests.Fuzzing;

/// <summary>A journal that somebody else made, or a picture whose record asks for much: nothing is written where it does not lie, and nothing waits for ever.</summary>
public sealed class ForeignJournalTests : IDisposable
{
    private const string Name = "20261126-101500-3f9a";

    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(20);

    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    private string Folder => _run.PathOf(Name);

    [Theory]
    [InlineData("run.log")]
    [InlineData("run.first")]
    [InlineData("state.0")]
    [InlineData("state.1")]
    [InlineData("process")]
    [InlineData("lock")]
    [InlineData("pause")]
    public void A_journal_with_a_link_in_it_changes_no_file(string linked)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "NOT TESTED: Windows makes links for administrators only.");
        string precious = _run.PathOf("precious.txt");
        File.WriteAllText(precious, "precious");
        Journal.Create(Folder, _ => "{}"u8.ToArray()).Dispose();
        File.Delete(Path.Combine(Folder, linked));
        File.CreateSymbolicLink(Path.Combine(Folder, linked), precious);

        foreach (Action work in (Action[])[() => Journal.Open(Folder, out _).Dispose(), () => Journal.AskToPause(Folder), () => Journal.Discard(Folder)])
        {
            JournalException error = Assert.Throws<JournalException>(work);
            Assert.Contains($"{linked} is a link to {precious}", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal("precious", File.ReadAllText(precious));
    }

    [Fact]
    public void A_link_in_the_place_of_a_blob_that_is_being_written_changes_no_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "NOT TESTED: Windows makes links for administrators only.");
        string precious = _run.PathOf("precious.txt");
        File.WriteAllText(precious, "precious");
        using var journal = Journal.Create(Folder, _ => "{}"u8.ToArray());
        string name = journal.Blobs.Put("known"u8);
        File.Delete(journal.Blobs.PathOf(name));
        File.CreateSymbolicLink(journal.Blobs.PathOf(name) + ".part", precious);

        journal.Blobs.Put("known"u8);

        Assert.Equal("precious", File.ReadAllText(precious));
        Assert.Equal("known"u8.ToArray(), journal.Blobs.Get(name, 5));
    }

    [Fact]
    public async Task A_journal_with_a_pipe_in_it_is_not_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "NOT TESTED: pipes are told from files on Linux only.");
        Journal.Create(Folder, _ => "{}"u8.ToArray()).Dispose();
        File.Delete(Path.Combine(Folder, "state.0"));
        await PipeAsync(Path.Combine(Folder, "state.0"));

        string text = await Task.Run(() => JournalSummary.Read(Folder).Text).WaitAsync(s_soon, TestContext.Current.CancellationToken);

        Assert.Contains("state.0 is a pipe, a device or a socket", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../x.png")]
    [InlineData("a/../../x.png")]
    [InlineData("..\\\\x.png")]
    [InlineData("/elsewhere/x.png")]
    [InlineData("C:x.png")]
    [InlineData("authorized_keys")]
    [InlineData("a\\u0000.png")]
    public void A_file_name_of_a_journal_lies_in_the_folder_of_pictures(string name)
    {
        JournalRecord record = new(PictureEntry.Intended, System.Text.Encoding.UTF8.GetBytes($$"""{"request":0,"iteration":0,"batch":0,"index":0,"name":"{{name}}","number":0}"""));

        Assert.Contains("is none of a picture within its folder", Assert.Throws<FormatException>(() => PictureEntry.Read(record)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_go_where_the_journal_lies_unless_the_user_says_otherwise()
    {
        _run.AfterStep = steps =>
        {
            if (steps == 4)
            {
                _run.Interrupt.Cancel();
            }
        };
        Assert.Equal(130, await _run.PaintAsync("--n_samples", "2", "--n_iter", "2", "--journal", _run.PathOf("journals")));
        Assert.Contains($" --outdir {_run.Outdir}", _run.Error, StringComparison.Ordinal);
        string journal = Assert.Single(Directory.GetDirectories(_run.PathOf("journals")));
        int files = _run.Files().Length;
        using CommandRun stranger = new();

        Assert.Equal(1, await stranger.RunAsync("resume", journal));

        Assert.Contains($"The run wrote to {_run.Outdir}, and its journal lies elsewhere. If its pictures are to go there, say so: ", stranger.Error, StringComparison.Ordinal);
        Assert.Equal(files, _run.Files().Length);
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":{"b":1,"b":2}}""")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""["a"]""")]
    public void What_would_break_a_reader_later_is_refused_at_once(string json)
        => Assert.Throws<FormatException>(() => RecordedJson.Parse(json));

    [Theory]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("2147483647")]
    public void A_run_has_a_number_of_iterations_that_can_be(string iterations)
    {
        JsonObject request = RecordedJson.Parse(Easel.Fuzzing.Targets.RequestTarget.Whole.Replace("\"iterations\":2", $"\"iterations\":{iterations}", StringComparison.Ordinal));

        FormatException error = Assert.Throws<FormatException>(() => RequestReader.Read(request, _ => throw new InvalidOperationException()));

        Assert.Contains($"The field 'iterations' has {iterations}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_asks_for_the_largest_picture_takes_no_memory_before_it_is_painted()
    {
        string text = System.Text.Encoding.UTF8.GetString(new Easel.Fuzzing.Targets.PictureRecordTarget().Seeds.First())
            .Replace("\"width\":8,\"height\":8", "\"width\":8192,\"height\":8192", StringComparison.Ordinal).Replace("\"steps\":3", "\"steps\":1000", StringComparison.Ordinal);
        long before = GC.GetAllocatedBytesForCurrentThread();

        RecordedPainting painting = PictureRecordReader.Read(text).Painting!;

        Assert.Equal((8192, 8192, 1000), (painting.Request.Width, painting.Request.Height, painting.Request.Steps));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20, "Memory was taken.");
        Assert.Throws<FormatException>(() => PictureRecordReader.Read(text.Replace("8192", "8193", StringComparison.Ordinal)));
        Assert.Throws<FormatException>(() => PictureRecordReader.Read(text.Replace("\"steps\":1000", "\"steps\":1001", StringComparison.Ordinal)));
    }

    /// <summary>Makes a named pipe.</summary>
    internal static async Task PipeAsync(string path)
    {
        using System.Diagnostics.Process made = System.Diagnostics.Process.Start("mkfifo", [path]);
        await made.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
