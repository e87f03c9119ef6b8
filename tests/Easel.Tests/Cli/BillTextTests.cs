using System.Text.Json.Nodes;
using Easel.Cli.Plans;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Planning;
using Easel.Painting.Plans;

namespace Easel.Tests.Cli;

/// <summary>The bill of a run on a card.</summary>
public sealed class BillTextTests
{
    private static readonly RunBill s_bill = new("txt2img", "outputs", [new RunForecast(new RunCount(), DeviceChoice.Cuda(1))
    {
        Memory = new MemoryParts(2_279_000_000, 674_000_000, 0, 604_000_000),
        Time = new TimeParts(1, 1, 1, 1, 0, 1) { Undisturbed = 5 },
    }])
    {
        MaxMemory = 4_000_000_000,
    };

    [Fact]
    public void Memory_is_the_cards()
    {
        using StringWriter output = new();

        BillText.Write(s_bill, output);

        Assert.Contains("Memory    3.56 GB of cuda:1 at most: weights 2.28 GB, activations and buffers 674 MB, driver 604 MB", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("nothing is given up, to stay below 4.00 GB", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Programs_are_told_it_too()
    {
        using StringWriter output = new();

        BillJson.Write(s_bill, output);

        JsonNode told = JsonNode.Parse(output.ToString())!;
        Assert.Equal(("cuda:1", 3_557_000_000), ((string?)told["device"], (long)told["memory"]!["peak"]!));
    }
}
