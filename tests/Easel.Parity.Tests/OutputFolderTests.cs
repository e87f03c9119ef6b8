using Easel.Imaging.Png;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>Output folders that cannot be used, or not for long.</summary>
public sealed class OutputFolderTests : IDisposable
{
    private readonly EngineRun _run = new();

    [Fact]
    public async Task A_file_in_the_folders_place_is_named_and_kept()
    {
        string path = _run.PathOf("taken");
        await File.WriteAllTextAsync(path, "mine", TestContext.Current.CancellationToken);

        int code = await _run.PaintAsync([.. EngineRun.Micro, "--outdir", path]);

        _run.AssertRefused(code, $"Cannot write to the output folder {path}", "--outdir FOLDER");
        Assert.Equal("mine", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_read_only_folder_is_refused_before_anything_is_painted()
    {
        using SmallDisk disk = SmallDisk.Mount(kilobytes: 64);
        disk.MakeReadOnly();

        int code = await _run.PaintAsync([.. EngineRun.Micro, "--outdir", disk.Path]);

        _run.AssertRefused(code, $"Cannot write to the output folder {disk.Path}", "read-only", "--outdir FOLDER");
    }

    [Fact]
    public async Task A_disk_that_fills_up_keeps_finished_pictures_and_no_half_one()
    {
        using SmallDisk disk = SmallDisk.Mount(kilobytes: 120);

        int code = await _run.PaintAsync([.. EngineRun.Micro, "--H", "128", "--W", "128", "--n_samples", "2", "--ddim_steps", "1", "--outdir", disk.Path]);

        Assert.Equal(1, code);
        Assert.Contains($"Cannot write {Path.Combine(disk.Path, "samples", "00001.png")}: the disk is full.", _run.Error, StringComparison.Ordinal);
        Assert.Equal(["samples/00000.png"], EngineRun.FilesIn(disk.Path).Where(file => !file.StartsWith(".easel/", StringComparison.Ordinal)));
        Assert.Equal(128, PngFile.Load(Path.Combine(disk.Path, "samples", "00000.png")).Image.Width);
    }

    public void Dispose() => _run.Dispose();
}
