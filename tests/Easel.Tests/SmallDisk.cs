using System.Diagnostics;

namespace Easel.Tests;

/// <summary>A file system in memory that is soon full. Needs Linux and the right to mount; without them the test is skipped.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TestFolder _folder = new();
    private bool _isMounted;

    public string Path => _folder.Path;

    public static SmallDisk Mount(int kilobytes)
    {
        SmallDisk disk = new();
        disk._isMounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", disk.Path);
        if (!disk._isMounted)
        {
            disk.Dispose();
            Assert.Skip("A small file system can be mounted only on Linux by root.");
        }

        return disk;
    }

    /// <summary>From now on nothing can be written.</summary>
    public void MakeReadOnly() => Assert.True(Run("mount", "-o", "remount,ro", Path));

    public void Dispose()
    {
        if (_isMounted)
        {
            Run("umount", _folder.Path);
        }

        _folder.Dispose();
    }

    private static bool Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true });
        process!.WaitForExit();
        return process.ExitCode == 0;
    }
}
