using System.Text.Json.Nodes;
using Easel.Diffusion.Planning;
using Easel.Painting.Reports;

namespace Easel.Painting.Plans;

/// <summary>A bill for programs: one object, <c>"event": "plan"</c>. Bytes and seconds are numbers.</summary>
internal static class BillJson
{
    /// <summary>Writes it.</summary>
    public static void Write(RunBill bill, TextWriter output) => new EventLines(output).Write("plan", Of(bill));

    /// <summary>Its fields.</summary>
    public static JsonObject Of(RunBill bill)
    {
        JsonObject root = new() { ["command"] = bill.Command, ["pictures"] = bill.Pictures };
        if (bill.Forecasts.Count > 0)
        {
            Fill(root, bill);
        }

        return root;
    }

    private static void Fill(JsonObject root, RunBill bill)
    {
        (double likely, double low, double high) = bill.Seconds;
        RunForecast largest = bill.Largest;
        TimeParts[] times = [.. bill.Forecasts.Select(forecast => forecast.Time!)];
        root["place"] = bill.Place;
        root["steps"] = bill.Steps;
        root["calls"] = bill.Calls;
        root["evaluations"] = bill.Evaluations;
        root["flop"] = bill.Operations;
        root["seconds"] = new JsonObject
        {
            ["likely"] = likely,
            ["low"] = low,
            ["high"] = high,
            ["undisturbed"] = times.Sum(time => time.Undisturbed),
            ["processor"] = times.All(time => time.Processor is not null) ? times.Sum(time => time.Processor!.Value) : null,
            ["start"] = times.Sum(time => time.Start),
            ["loading"] = times.Sum(time => time.Loading),
            ["steps"] = times.Sum(time => time.Painting),
            ["decoding"] = times.Sum(time => time.Decoding),
            ["checking"] = times.Sum(time => time.Checking),
            ["files"] = times.Sum(time => time.Files),
        };
        root["memory"] = new JsonObject
        {
            ["peak"] = largest.Memory.Total,
            ["weights"] = largest.Memory.Weights,
            ["activations"] = largest.Memory.Activations,
            ["checker"] = largest.Memory.Checker,
            ["program"] = largest.Memory.Program,
        };
        root["device"] = largest.Device.ToString();
        root["maxMemory"] = bill.MaxMemory;
        root["givenUp"] = new JsonObject
        {
            ["narrowBands"] = largest.Economy.NarrowBands,
            ["picturesAtOnce"] = largest.Economy.PicturesAtOnce,
            ["textEncoder"] = largest.Economy.ReleasesTextEncoder,
        };
        root["disk"] = new JsonObject { ["files"] = bill.FileCount, ["bytes"] = (long)bill.FileBytes, ["journal"] = bill.JournalBytes, ["weightCache"] = bill.CacheBytes };
        root["machine"] = bill.Speed is not { } speed ? null : new JsonObject { ["busy"] = speed.Pace.Busy, ["slow"] = speed.Pace.Slow, ["measuredNow"] = speed.Measured, ["measuredSeconds"] = speed.Seconds };
    }
}
