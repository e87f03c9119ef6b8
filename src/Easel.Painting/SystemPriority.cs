using System.ComponentModel;
using System.Diagnostics;

namespace Easel.Painting;

/// <summary>The share of the processors that the system gives this process while others want them too.</summary>
internal static class SystemPriority
{
    /// <summary>Lets others go first. On Linux this holds for the calling thread and those that it starts from now on, which are all that compute.</summary>
    public static void Lower()
    {
        try
        {
            using var self = Process.GetCurrentProcess();
            if (self.PriorityClass is not (ProcessPriorityClass.BelowNormal or ProcessPriorityClass.Idle))
            {
                self.PriorityClass = ProcessPriorityClass.BelowNormal;
            }
        }
        catch (Exception error) when (error is Win32Exception or NotSupportedException)
        {
            // A system that does not let go of its priorities paints as it would without the option.
        }
    }
}
