namespace Easel.Parity.Tests.SameBytes;

/// <summary>A kind of machine that this one can be made to look like, and settings under which programs run.</summary>
/// <param name="Name">What a failure calls it.</param>
/// <param name="Variables">Of the environment.</param>
internal sealed record Machine(string Name, params (string Name, string Value)[] Variables)
{
    /// <summary>Vector widths. The first is the machine as it is.</summary>
    public static Machine[] Widths { get; } =
    [
        new("this machine"),
        new("without 512-bit vectors", ("DOTNET_EnableAVX512", "0"), ("DOTNET_EnableAVX512F", "0")),
        new("without 256-bit vectors", ("DOTNET_EnableAVX2", "0")),
        new("without vectors", ("DOTNET_EnableHWIntrinsic", "0")),
    ];

    /// <summary>How many of <see cref="Widths"/>, the first ones, multiply and add in vectors: on the others a picture takes seconds.</summary>
    public const int Fast = 2;

    /// <summary>What else surrounds a program: compilers, memory, languages, clocks.</summary>
    public static Machine[] Settings { get; } =
    [
        new("everything compiled at once, elsewhere", ("DOTNET_TieredCompilation", "0"), ("TZ", "Asia/Kathmandu")),
        new("nothing compiled beforehand", ("DOTNET_ReadyToRun", "0"), ("DOTNET_TC_QuickJitForLoops", "0")),
        new("another language", ("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8"), (DigestProgram.StrangeCulture, "1")),
        new("nothing learned from runs, memory as on a server", ("DOTNET_TieredPGO", "0"), ("DOTNET_gcServer", "1")),
    ];

    /// <summary>Both at once.</summary>
    public Machine With(Machine other) => new($"{Name}, {other.Name}", [.. Variables, .. other.Variables]);
}
