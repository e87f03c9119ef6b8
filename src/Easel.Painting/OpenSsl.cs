using System.Runtime.InteropServices;

namespace Easel.Painting;

/// <summary>OpenSSL, with which .NET computes SHA-256 and signatures on Linux. Without it the runtime ends the process at the first one, which no program can catch: so it is looked for before.</summary>
internal static class OpenSsl
{
    // The runtime's own names for it, in its order: dotnet/runtime, src/native/libs/System.Security.Cryptography.Native/opensslshim.c.
    private const string Override = "CLR_OPENSSL_VERSION_OVERRIDE";
    private static readonly string[] s_versions = ["3", "1.1"];

    /// <summary>Why nothing can be hashed here, with what to do; none if it can.</summary>
    public static string? FindObstacle() => !OperatingSystem.IsLinux() || Names().Any(IsHere)
        ? null
        : $"OpenSSL is not on this machine (libssl.so.{s_versions[0]} was not found): .NET computes SHA-256 with it, by which pictures and models are known. {ToDo}";

    /// <summary>How it is installed.</summary>
    public const string ToDo = "Install it: apt-get install openssl (Debian, Ubuntu), dnf install openssl-libs (Fedora), apk add libssl3 (Alpine)";

    private static IEnumerable<string> Names()
        => new[] { Environment.GetEnvironmentVariable(Override) }.OfType<string>().Concat(s_versions).Select(version => $"libssl.so.{version}");

    /// <summary>Whether the system finds it, or it lies beside the runtime. It stays loaded, for the runtime.</summary>
    private static bool IsHere(string name)
        => NativeLibrary.TryLoad(name, out _) || NativeLibrary.TryLoad(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), name), out _);
}
