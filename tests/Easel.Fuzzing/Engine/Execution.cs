using System.Diagnostics;

namespace Easel.Fuzzing.Engine;

/// <summary>What became of an input.</summary>
/// <param name="IsFinding">Whether it is a finding.</param>
/// <param name="Signature">The same for findings that are likely one; <c>read</c> or <c>refused</c> otherwise.</param>
/// <param name="Allocated">Managed bytes.</param>
internal readonly record struct Verdict(bool IsFinding, string Signature, long Allocated);

/// <summary>Gives inputs to a reader and judges what comes of it: exceptions that are not its own, time, and memory.</summary>
internal sealed class Execution(FuzzTarget target)
{
    /// <summary>Longest time that reading may take.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    // Other programs slow a machine down: what was too slow is tried again.
    private const int Tries = 3;

    private static readonly Verdict s_read = new(false, "read", 0);
    private static readonly Verdict s_refused = new(false, "refused", 0);

    /// <summary>Reads the target's seeds, so that tables that are made once count in no input's time and memory.</summary>
    public void WarmUp()
    {
        foreach (byte[] seed in target.Seeds)
        {
            Once(seed);
        }
    }

    /// <summary>Reads an input, again if it was slow.</summary>
    public Verdict Judge(byte[] input)
    {
        Verdict verdict = default;
        for (int i = 0; i < Tries; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            verdict = Once(input);
            if (verdict.IsFinding || Stopwatch.GetElapsedTime(begun) < Longest)
            {
                return verdict;
            }
        }

        return verdict with { IsFinding = true, Signature = "slow" };
    }

    private Verdict Once(byte[] input)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Verdict verdict;
        try
        {
            target.Read(input);
            verdict = s_read;
        }
        catch (Exception error)
        {
            verdict = IsRefusal(error) ? s_refused : new Verdict(true, SignatureOf(error), 0);
        }

        verdict = verdict with { Allocated = GC.GetAllocatedBytesForCurrentThread() - before };
        return !verdict.IsFinding && verdict.Allocated > target.AllocationFloor + (target.AllocationPerByte * input.Length)
            ? verdict with { IsFinding = true, Signature = "memory" }
            : verdict;
    }

    private bool IsRefusal(Exception error)
    {
        foreach (Type refusal in target.Refusals)
        {
            if (refusal.IsInstanceOfType(error))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The exception and where it arose: its own frame, and the nearest of ours.</summary>
    private static string SignatureOf(Exception error)
    {
        string[] frames = [.. new StackTrace(error).GetFrames().Select(frame => frame.GetMethod()).Select(method => $"{method?.DeclaringType?.Name}.{method?.Name}")];
        string ours = new StackTrace(error).GetFrames().Select(frame => frame.GetMethod())
            .Where(method => method?.DeclaringType?.FullName?.StartsWith("Easel.", StringComparison.Ordinal) == true)
            .Select(method => $"{method!.DeclaringType!.Name}.{method.Name}").FirstOrDefault("");
        return $"{error.GetType().Name} {frames.FirstOrDefault("")} {ours}";
    }
}
