using System.Runtime.InteropServices;

namespace Easel.Tensors.Threading;

/// <summary>Threads that compute behind all others: they have the processors that nobody else wants, and are as fast as ever where nobody does.</summary>
internal static partial class LowPriority
{
    /// <summary>
    /// How much lower than the process, in steps of which each takes about a fifth of a thread's share away (sched(7)): a third is left. Few of them, since the garbage collector waits for
    /// every thread to come to rest.
    /// </summary>
    private const int Steps = 5;

    private const int Lowest = 19;

    private const int OfProcess = 0;

    /// <summary>
    /// Lowers the calling thread, for good: it must be one that ends with what it computes. Nothing happens where the system does not let it.
    /// </summary>
    public static void Enter()
    {
        if (!OperatingSystem.IsLinux())
        {
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
            return;
        }

        // .NET's own priorities do nothing on Linux. There niceness is a thread's, and 0 is the calling one, whatever POSIX says of processes: setpriority(2).
        _ = SetPriority(OfProcess, 0, Math.Min(Lowest, GetPriority(OfProcess, 0) + Steps));
    }

    /// <summary>The calling thread's niceness, on Linux.</summary>
    internal static int Niceness => GetPriority(OfProcess, 0);

    [LibraryImport("libc", EntryPoint = "getpriority")]
    private static partial int GetPriority(int which, int who);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}
