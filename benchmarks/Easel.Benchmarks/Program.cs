using Easel.Benchmarks;

switch (args.FirstOrDefault())
{
    case "kernels":
        KernelsBenchmark.Run(args[1..]);
        return 0;
    default:
        Console.Error.WriteLine("Usage: kernels [--autocast] [--threads N] [--rounds N] [--only PART-OF-A-NAME]");
        return 2;
}
