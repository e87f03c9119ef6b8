using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Easel.Server.Tests.Page;

/// <summary>The checker of accessibility.</summary>
internal static class Axe
{
    /// <summary>Requires that it finds no serious fault in what is shown.</summary>
    /// <param name="page">where</param>
    /// <param name="what">what is shown there</param>
    /// <param name="rule">the only rule that counts, if not all do</param>
    public static async Task RequireSoundAsync(IPage page, string what, string? rule = null)
    {
        AxeRunOptions options = new() { ResultTypes = [ResultType.Violations] };
        options.RunOnly = rule is null ? null : RunOnlyOptions.Rules(rule);
        AxeResult result = await page.RunAxe(options);

        string[] faults = [.. result.Violations.Where(fault => fault.Impact is "serious" or "critical").Select(fault => $"{what}: {fault.Id}: {fault.Help}: {string.Join(" | ", fault.Nodes.Take(3).Select(node => node.Html))}")];
        Assert.Empty(faults);
    }
}
