using System.Diagnostics;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Tests.Threading;

public sealed unsafe class WorkerTeamTests
{
    public static TheoryData<int> Threads => [1, 2, 3, 8];

    [Theory]
    [MemberData(nameof(Threads))]
    public void Every_piece_is_done_once(int threads)
    {
        using WorkerTeam team = new(threads);

        foreach (int pieces in (int[])[0, 1, 2, 3, 7, 8, 9, 100, 1000])
        {
            int[] counts = new int[pieces];
            fixed (int* count = counts)
            {
                team.Run(pieces, new Counting(count));
            }

            Assert.All(counts, count => Assert.Equal(1, count));
        }
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void Twenty_thousand_short_runs_follow_each_other(int threads)
    {
        const int Runs = 20_000;
        using WorkerTeam team = new(threads);
        int[] counts = new int[5];

        for (int run = 0; run < Runs; run++)
        {
            fixed (int* count = counts)
            {
                team.Run(1 + (run % 5), new Counting(count));
            }
        }

        Assert.Equal([Runs, Runs * 4 / 5, Runs * 3 / 5, Runs * 2 / 5, Runs / 5], counts);
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void Helpers_wake_from_sleep(int threads)
    {
        using WorkerTeam team = new(threads);
        int[] counts = new int[64];

        for (int run = 0; run < 20; run++)
        {
            // Longer than a helper spins.
            Thread.Sleep(5);
            fixed (int* count = counts)
            {
                team.Run(64, new Counting(count));
            }
        }

        Assert.All(counts, count => Assert.Equal(20, count));
    }

    [Fact]
    public void Pieces_run_side_by_side()
    {
        using WorkerTeam team = new(2);
        int* counts = stackalloc int[2];

        team.Run(2, new Meeting(counts));

        Assert.Equal(0, counts[1]);
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void An_exception_surfaces_and_the_team_goes_on(int threads)
    {
        using WorkerTeam team = new(threads);
        int[] counts = new int[100];
        fixed (int* count = counts)
        {
            Counting work = new(count, failing: 41);

            InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => team.Run(100, work));

            Assert.Equal("piece 41", failure.Message);
            team.Run(100, new Counting(count));
        }

        Assert.All(counts, count => Assert.Equal(2, count));
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void Every_worker_has_scratch_of_its_own(int threads)
    {
        using WorkerTeam team = new(threads);
        long[] wrong = new long[1];
        fixed (long* count = wrong)
        {
            team.Run(200, new Scribbling(count));
        }

        Assert.Equal(0, wrong[0]);
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void Callers_take_turns(int threads)
    {
        using WorkerTeam team = new(threads);
        int[] counts = new int[10];
        fixed (int* count = counts)
        {
            Counting work = new(count);
            Thread[] callers = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
            {
                for (int run = 0; run < 500; run++)
                {
                    team.Run(10, work);
                }
            }))];
            Array.ForEach(callers, caller => caller.Start());
            Array.ForEach(callers, caller => caller.Join());
        }

        Assert.All(counts, count => Assert.Equal(2000, count));
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void A_team_that_sleeps_can_be_disposed(int threads)
    {
        WorkerTeam team = new(threads);
        Thread.Sleep(20);

        team.Dispose();
        team.Dispose();

        Assert.Throws<ObjectDisposedException>(() => team.Run(1, default(Counting)));
    }

    [Fact]
    public void A_team_that_was_just_made_can_be_disposed()
    {
        for (int i = 0; i < 50; i++)
        {
            new WorkerTeam(3).Dispose();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Only_the_team_s_own_threads_are_lower_than_the_caller_and_only_if_they_are_to_be(bool hasLowPriority)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "NOT TESTED: threads tell of their niceness on Linux only.");
        using WorkerTeam team = new(2, hasLowPriority);
        int own = LowPriority.Niceness;
        int* found = stackalloc int[3];

        team.Run(2, new Nicenesses(found));

        Assert.Equal(own, LowPriority.Niceness);
        Assert.Equal(own, Math.Min(found[0], found[1]));
        Assert.Equal(hasLowPriority ? Math.Min(19, own + 5) : own, Math.Max(found[0], found[1]));
    }

    private readonly struct Counting(int* counts, int failing = -1) : IPieces
    {
        private readonly int* _counts = counts;
        private readonly int _failing = failing;

        public void Run(int piece, byte* scratch)
        {
            Interlocked.Increment(ref _counts[piece]);
            if (piece == _failing)
            {
                throw new InvalidOperationException($"piece {piece}");
            }
        }
    }

    /// <summary>Each piece tells of its thread, and waits for the other. The third number counts those that came.</summary>
    private readonly struct Nicenesses(int* found) : IPieces
    {
        private readonly int* _found = found;

        public void Run(int piece, byte* scratch)
        {
            _found[piece] = LowPriority.Niceness;
            Interlocked.Increment(ref _found[2]);
            int* came = _found + 2;
            SpinWait.SpinUntil(() => Volatile.Read(ref *came) == 2, TimeSpan.FromSeconds(20));
        }
    }

    /// <summary>Each piece waits for the other. The first number counts those that came, the second those that waited in vain.</summary>
    private readonly struct Meeting(int* counts) : IPieces
    {
        private readonly int* _counts = counts;

        public void Run(int piece, byte* scratch)
        {
            Interlocked.Increment(ref _counts[0]);
            long start = Stopwatch.GetTimestamp();
            while (Volatile.Read(ref _counts[0]) < 2)
            {
                Thread.Yield();
                if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(20))
                {
                    Interlocked.Increment(ref _counts[1]);
                    return;
                }
            }
        }
    }

    /// <summary>Writes a number all over its scratch, and looks whether it stayed.</summary>
    private readonly struct Scribbling(long* wrong) : IPieces
    {
        private readonly long* _wrong = wrong;

        public void Run(int piece, byte* scratch)
        {
            Span<int> mine = new(scratch, 5000);
            mine.Fill(piece);
            Thread.Yield();
            if (mine.ContainsAnyExcept(piece) || (nint)scratch % 64 != 0)
            {
                Interlocked.Increment(ref *_wrong);
            }
        }
    }
}
