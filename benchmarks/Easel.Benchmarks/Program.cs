using Easel.Benchmarks;
using Easel.Benchmarks.Gpu;
using Easel.Benchmarks.Server;
using Easel.Checkpoints;
using Easel.Cuda.Driver;
using Easel.Diffusion;
using Easel.Models;
using Easel.Models.Tokenizers;

try
{
    switch (args.FirstOrDefault())
    {
        case "kernels":
            KernelsBenchmark.Run(args[1..]);
            return 0;
        case "unet" when BenchmarkOptions.ParseNetwork(args.AsSpan(1)) is { } options:
            UNetBenchmark.Run(options);
            return 0;
        case "vae" when BenchmarkOptions.Parse(args.AsSpan(1)) is { } options:
            DecoderBenchmark.Run(options);
            return 0;
        case "bands" when BenchmarkOptions.ParseModel(args.AsSpan(1)) is { } options:
            BandsBenchmark.Run(options);
            return 0;
        case "image" when BenchmarkOptions.ParseModel(args.AsSpan(1)) is { } options:
            PictureBenchmark.Run(options);
            return 0;
        case "load" when BenchmarkOptions.ParseModel(args.AsSpan(1)) is { } options:
            LoadBenchmark.Run(options);
            return 0;
        case "load-once" when BenchmarkOptions.ParseModel(args.AsSpan(1)) is { } options:
            LoadBenchmark.RunOnce(options);
            return 0;
        case "journal" when BenchmarkOptions.ParseModel(args.AsSpan(1)) is { } options:
            JournalBenchmark.Run(options);
            return 0;
        case "together" when BenchmarkOptions.ParseModel(args.AsSpan(1)) is { } options:
            return await TogetherBenchmark.RunAsync(options);
        case "bill" when BillOptions.Parse(args.AsSpan(1)) is { } options:
            BillBenchmark.Run(options);
            return 0;
        case "gpu" when args.Length > 1 && GpuOptions.Parse(args[1], args.AsSpan(2)) is { } options:
            GpuBenchmark.Run(args[1], options);
            return 0;
        case "server" when ServerBenchOptions.Parse(args.AsSpan(1)) is { } options:
            return await ServerBenchmark.RunAsync(options).ConfigureAwait(false);
        default:
            Console.Error.WriteLine($"Usage: unet {BenchmarkOptions.Usage} [--int8]");
            Console.Error.WriteLine($"       vae {BenchmarkOptions.Usage}");
            Console.Error.WriteLine("       bands [--precision full|autocast|both] [--threads N] [--rounds N] [--side PIXELS]");
            Console.Error.WriteLine($"       image {BenchmarkOptions.Usage} {BenchmarkOptions.ModelUsage}");
            Console.Error.WriteLine($"       load {BenchmarkOptions.Usage} {BenchmarkOptions.ModelUsage}");
            Console.Error.WriteLine($"       journal {BenchmarkOptions.Usage} {BenchmarkOptions.ModelUsage}");
            Console.Error.WriteLine($"       together {BenchmarkOptions.Usage} {BenchmarkOptions.ModelUsage}");
            Console.Error.WriteLine($"       bill {BillOptions.Usage}");
            Console.Error.WriteLine($"       server {ServerBenchOptions.Usage}");
            Array.ForEach(GpuOptions.Usages, usage => Console.Error.WriteLine($"       gpu {usage}"));
            Console.Error.WriteLine("       kernels [--autocast] [--int8] [--threads N] [--rounds N] [--only PART-OF-A-NAME]");
            return 2;
    }
}
catch (Exception error) when (error is IOException or UnauthorizedAccessException or CheckpointException or ConfigException or GenerationException or VocabularyException or CudaException)
{
    Console.Error.WriteLine($"benchmarks: error: {error.Message}");
    return 1;
}
