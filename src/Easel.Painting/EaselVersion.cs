using System.Reflection;

namespace Easel.Painting;

/// <summary>Which Easel this is.</summary>
internal static class EaselVersion
{
    /// <summary>Such as <c>0.1.0</c>, without the commit behind it.</summary>
    public static string Text { get; } =
        typeof(EaselVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
