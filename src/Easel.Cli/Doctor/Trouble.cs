namespace Easel.Cli.Doctor;

/// <summary>Something that is in the way, or will be.</summary>
/// <param name="What">What is wrong.</param>
/// <param name="ToDo">What to do about it.</param>
/// <param name="Blocks">Whether nothing can be painted until it is done.</param>
internal sealed record Trouble(string What, string ToDo, bool Blocks = false);
