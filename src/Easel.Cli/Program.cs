using Easel.Cli;

using Interruption interruption = new();
Surroundings surroundings = SystemTerminal.Describe() with { Cancel = interruption.Token };
return await CommandLine.Full.RunAsync(args, surroundings).ConfigureAwait(false);
