using System.Text.Json.Nodes;
using Easel.Cli.Reports;
using Easel.Downloads.Transfer;
using Easel.Painting.Reports;
using Easel.Painting.Texts;

namespace Easel.Cli.Library;

/// <summary>How a command on models tells what it does.</summary>
internal enum ReportStyle
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>Errors alone.</summary>
    Quiet,

    /// <summary>One JSON object per line.</summary>
    Json,
}

/// <summary>Tells how files arrive or are read: a line that is drawn over on a terminal, a line now and then elsewhere, or events.</summary>
internal sealed class TransferReport(Surroundings surroundings, ReportStyle style) : IDownloadObserver
{
    private const double Smoothing = 0.3;
    private const int Tenths = 10;

    private static readonly TimeSpan s_redrawEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_leastSilence = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(30);

    private readonly EventLines _events = new(surroundings.Output);
    private string _what = "";
    private long _begun;
    private long _lastTime;
    private long _lastBytes;
    private long _lastTenth;
    private double _rate;
    private bool _hasLine;

    /// <inheritdoc/>
    public void Rereading(string file, long done, long total) => Show($"{file}, reading what is here", "reading", file, done, total);

    /// <inheritdoc/>
    public void Arrived(string file, long done, long? total) => Show(file, "progress", file, done, total);

    /// <summary>A file is read to the end, to see whether it is whole.</summary>
    public void Verifying(string file, long done, long total) => Show($"{file}, reading", "verifying", file, done, total);

    /// <inheritdoc/>
    public void Note(string message)
    {
        Erase();
        switch (style)
        {
            case ReportStyle.Text:
                surroundings.Error.WriteLine(Quoted.Harmless(message));
                break;
            case ReportStyle.Json:
                _events.Write("note", new JsonObject { ["message"] = message });
                break;
        }
    }

    /// <summary>A result, in words and for programs.</summary>
    public void Result(string text, string name, JsonObject fields)
    {
        Erase();
        switch (style)
        {
            case ReportStyle.Text:
                surroundings.Output.WriteLine(Quoted.Harmless(text));
                break;
            case ReportStyle.Json:
                _events.Write(name, fields);
                break;
        }
    }

    /// <summary>Takes the line that is drawn over away.</summary>
    public void Erase()
    {
        if (_hasLine)
        {
            surroundings.Error.Write("\r\u001b[K");
            surroundings.Error.Flush();
            _hasLine = false;
        }
    }

    private void Show(string what, string name, string file, long done, long? total)
    {
        TimeProvider time = surroundings.Time;
        if (_what != what)
        {
            (_what, _begun, _lastTime, _lastBytes, _lastTenth, _rate) = (what, time.GetTimestamp(), time.GetTimestamp(), done, total is > 0 ? Tenths * done / total.Value : 0, 0);
        }

        TimeSpan since = time.GetElapsedTime(_lastTime);
        long tenth = total is > 0 ? Tenths * done / total.Value : 0;
        bool isDue = style != ReportStyle.Text || surroundings.ErrorIsTerminal ? since >= s_redrawEvery : since >= s_silence || (tenth > _lastTenth && since >= s_leastSilence);
        if (style == ReportStyle.Quiet || !isDue)
        {
            return;
        }

        if (since > TimeSpan.Zero)
        {
            double now = (done - _lastBytes) / since.TotalSeconds;
            _rate = _rate == 0 ? now : (Smoothing * now) + ((1 - Smoothing) * _rate);
        }

        (_lastTime, _lastBytes, _lastTenth) = (time.GetTimestamp(), done, tenth);
        TimeSpan? left = total is long all && _rate > 0 ? TimeSpan.FromSeconds(Math.Min((all - done) / _rate, TimeSpan.MaxValue.TotalSeconds / 2)) : null;
        if (style == ReportStyle.Json)
        {
            _events.Write(name, new JsonObject { ["file"] = file, ["bytes"] = done, ["total"] = total, ["bytesPerSecond"] = Math.Round(_rate), ["secondsLeft"] = left is null ? null : Math.Round(left.Value.TotalSeconds) });
            return;
        }

        string line = Line(what, done, total, left);
        if (surroundings.ErrorIsTerminal)
        {
            int width = Math.Max(1, surroundings.Columns() - 1);
            surroundings.Error.Write($"\r{(line.Length > width ? line[..width] : line)}\u001b[K");
            surroundings.Error.Flush();
            _hasLine = true;
        }
        else
        {
            surroundings.Error.WriteLine(line);
        }
    }

    private string Line(string what, long done, long? total, TimeSpan? left)
    {
        string share = total is > 0 ? $"{100 * done / total.Value,3} %  {ByteText.Of(done)} of {ByteText.Of(total.Value)}" : ByteText.Of(done);
        string pace = _rate > 0 ? $"  {ByteText.Of((long)_rate)}/s" : "";
        string rest = left is null || surroundings.Time.GetElapsedTime(_begun) < TimeSpan.FromSeconds(1) ? "" : $"  {Duration.Clock(left.Value)} left";
        return $"{what}  {share}{pace}{rest}";
    }
}
