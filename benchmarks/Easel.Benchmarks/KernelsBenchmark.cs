using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Memory;

namespace Easel.Benchmarks;

/// <summary>The heavy kernels at the sizes that Stable Diffusion v1 has, as shares of the peak measured just before each run.</summary>
internal static class KernelsBenchmark
{
    /// <summary>Runs it.</summary>
    /// <param name="args">[--autocast] [--int8] [--threads N] [--rounds N] [--only PART-OF-A-NAME]</param>
    public static void Run(string[] args)
    {
        Precision precision = args.Contains("--autocast") ? Precision.Autocast : Precision.Full;
        using CpuDevice device = new(Number(args, "--threads", 0), precision) { Quantizes = args.Contains("--int8") ? static _ => true : null };
        int rounds = Number(args, "--rounds", 15);
        string part = Text(args, "--only", "");
        List<Case> cases = [.. Cases(device).Where(candidate => candidate.Name.Contains(part, StringComparison.Ordinal)).Select(candidate => candidate.Make())];
        if (cases.Count == 0)
        {
            throw new IOException($"--only: no kernel is called anything with '{part}'; without --only all are measured.");
        }

        (double read, double copy) = Bandwidth.Measure(device.Team);
        Console.WriteLine($"{device.Name}, {device.Target.Name}, {precision}{(device.Quantizes is null ? "" : " with int8")}: reads {read:F1} GB/s, copies {copy:F1} GB/s");
        for (int round = -1; round < rounds; round++)
        {
            foreach (Case one in cases)
            {
                one.RunOnce(device, keep: round >= 0);
            }
        }

        // Of peak: medians by the clock. By use: medians by the processor time that other programs left us. At best: best run by best peak.
        Console.WriteLine($"{"",-34}{"GFLOP",8}{"ms",9}{"GFLOP/s",9}{"of peak",9}{"by use",9}{"at best",9}");
        foreach (Case one in cases)
        {
            Console.WriteLine(one);
        }

        double peak = Median(cases.SelectMany(one => one.Peaks));
        Console.WriteLine($"median peak {peak:F1} GFLOP/s");
    }

    private static IEnumerable<(string Name, Func<Case> Make)> Cases(CpuDevice device)
    {
        foreach ((int batch, int size, int inputs, int outputs) in ((int, int, int, int)[])
            [(2, 64, 320, 320), (2, 64, 640, 320), (2, 32, 640, 640), (2, 16, 1280, 1280), (2, 8, 1280, 1280), (2, 8, 2560, 1280), (2, 64, 320, 4), (1, 512, 128, 128)])
        {
            string name = $"conv 3x3 {batch}x{size}x{size}x{inputs} -> {outputs}";
            yield return (name, () => Convolution(device, name, batch, size, inputs, outputs));
        }

        foreach ((int rows, int inputs, int outputs, bool gated) in ((int, int, int, bool)[])
            [(8192, 320, 320, false), (8192, 320, 1280, true), (2048, 640, 640, false), (2048, 640, 2560, true), (512, 1280, 1280, false), (128, 1280, 1280, false), (154, 768, 320, false), (2, 1280, 1280, false)])
        {
            string name = $"linear {rows}x{inputs} -> {outputs}{(gated ? " gated" : "")}";
            yield return (name, () => Linear(device, name, rows, inputs, outputs, gated));
        }

        foreach ((int batch, int tokens, int others, int heads, int width) in ((int, int, int, int, int)[])
            [(2, 4096, 4096, 8, 40), (2, 1024, 1024, 8, 80), (2, 256, 256, 8, 160), (2, 64, 64, 8, 160), (2, 4096, 77, 8, 40), (1, 4096, 4096, 1, 512)])
        {
            string name = $"attention {batch}x{tokens}x{others} {heads} of {width}";
            yield return (name, () => Attention(device, name, batch, tokens, others, heads, width));
        }
    }

    private static Case Convolution(CpuDevice device, string name, int batch, int size, int inputs, int outputs)
    {
        Tensor x = Random(device, [batch, size, size, inputs]);
        ConvolutionWeights weights = device.PrepareConvolution(name, Host([outputs, inputs, 3, 3]), Host([outputs]), stride: 1, padBefore: 1, padAfter: 1);
        return new Case(name, 2.0 * batch * size * size * inputs * outputs * 9, () => device.Convolve(x, weights));
    }

    private static Case Linear(CpuDevice device, string name, int rows, int inputs, int outputs, bool gated)
    {
        int columns = gated ? 2 * outputs : outputs;
        Tensor x = Random(device, [rows, inputs]);
        LinearWeights weights = device.PrepareLinear(name, Host([columns, inputs]), Host([columns]), gated);
        return new Case(name, 2.0 * rows * inputs * columns, () => device.Linear(x, weights));
    }

    private static Case Attention(CpuDevice device, string name, int batch, int tokens, int others, int heads, int width)
    {
        Tensor queries = Random(device, [batch, tokens, heads * width]);
        Tensor keys = Random(device, [batch, others, heads * width]);
        Tensor values = Random(device, [batch, others, heads * width]);
        return new Case(name, 4.0 * batch * tokens * others * heads * width, () => device.Attention(queries, keys, values, heads));
    }

    private static float[] Numbers(Shape shape)
    {
        Random random = new(1);
        float[] values = new float[shape.Count];
        foreach (ref float value in values.AsSpan())
        {
            value = (random.NextSingle() * 2) - 1;
        }

        return values;
    }

    private static Tensor Random(CpuDevice device, Shape shape) => device.Upload(Numbers(shape), shape);

    private static HostTensor Host(Shape shape)
        => new("random", new ArrayMemory(MemoryMarshal.AsBytes<float>(Numbers(shape)).ToArray()), 0, shape, ElementType.Float32);

    private static int Number(string[] args, string option, int otherwise)
        => int.Parse(Text(args, option, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    private static string Text(string[] args, string option, string otherwise)
    {
        int at = Array.IndexOf(args, option);
        return at < 0 || at + 1 == args.Length ? otherwise : args[at + 1];
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>One kernel at one size, timed between two measurements of the peak.</summary>
    private sealed class Case(string name, double flops, Action run)
    {
        private readonly List<double> _rates = [];
        private readonly List<double> _shares = [];
        private readonly List<double> _busyShares = [];

        public List<double> Peaks { get; } = [];

        public void RunOnce(CpuDevice device, bool keep)
        {
            (double wall, double busy) before = Speed(FmaPeak.Flops(device.Team), () => FmaPeak.Run(device.Team));
            using Scope scope = device.BeginScope();
            (double wall, double busy) speed = Speed(flops, run);
            (double wall, double busy) after = Speed(FmaPeak.Flops(device.Team), () => FmaPeak.Run(device.Team));
            if (keep)
            {
                Peaks.Add(Math.Max(before.wall, after.wall));
                _rates.Add(speed.wall);
                _shares.Add(speed.wall / Peaks[^1]);
                _busyShares.Add(speed.busy / ((before.busy + after.busy) / 2));
            }
        }

        public override string ToString()
        {
            double rate = Median(_rates);
            return $"{name,-34}{flops / 1e9,8:F2}{flops / rate / 1e6,9:F2}{rate,9:F1}{Median(_shares),9:P0}{Median(_busyShares),9:P0}{_rates.Max() / Peaks.Max(),9:P0}";
        }

        /// <summary>GFLOP/s by the clock, and by the time that the processor gave us, which other programs do not lengthen.</summary>
        private static (double Wall, double Busy) Speed(double flops, Action run)
        {
            TimeSpan busy = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            run();
            double wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
            return (flops / wall / 1e9, flops / (Environment.CpuUsage.TotalTime - busy).TotalSeconds / 1e9);
        }
    }
}
