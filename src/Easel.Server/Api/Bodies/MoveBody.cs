using System.Text.Json.Serialization;

namespace Easel.Server.Api.Bodies;

/// <summary>Another turn for a job.</summary>
/// <example>{"priority": 5}</example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record MoveBody
{
    /// <summary>Greater comes first; -10 to 10.</summary>
    public int? Priority { get; init; }

    /// <summary>The id of the job before which it is to come; its priority becomes that job's.</summary>
    public string? Before { get; init; }

    /// <summary>The id of the job behind which it is to come; its priority becomes that job's. The last one of the queue, to come last of its priority.</summary>
    public string? After { get; init; }
}

/// <summary>What is to become of a picture of the gallery.</summary>
/// <example>{"favourite": true}</example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PicturePatch
{
    /// <summary>Whether it is marked.</summary>
    public bool? Favourite { get; init; }

    /// <summary>Whether it lies in the bin, from which it can be taken back.</summary>
    public bool? Deleted { get; init; }
}

/// <summary>A prompt whose tokens are to be counted.</summary>
/// <example>{"prompt": "a red fox in the snow"}</example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TokensBody
{
    /// <summary>The prompt.</summary>
    public string? Prompt { get; init; }

    /// <summary>How it is read: <c>weighted</c> or <c>literal</c>; weighted if not said.</summary>
    public string? Syntax { get; init; }

    /// <summary>The model that reads it; the server's own if none is named.</summary>
    public string? Model { get; init; }

    /// <summary>Styles whose words are added before.</summary>
    public IReadOnlyList<string>? Styles { get; init; }
}

/// <summary>A token, to be kept by the browser as a cookie that no script can read.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SessionBody
{
    /// <summary>What the server's command line says, or what it printed when it began.</summary>
    public string? Token { get; init; }
}

/// <summary>What is to be compared.</summary>
/// <example>{"kind": "study", "axes": [{"name": "steps", "values": ["10", "20", "40"]}], "request": {"prompt": "a red fox", "seed": 42}}</example>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record StudyBody
{
    /// <summary><c>study</c>, or <c>workshop</c>: one axis of styles. <c>study</c> if not said.</summary>
    public string? Kind { get; init; }

    /// <summary>What changes: one to three axes, for columns, rows and blocks.</summary>
    public IReadOnlyList<AxisBody>? Axes { get; init; }

    /// <summary>What does not change.</summary>
    public JobBody? Request { get; init; }
}

/// <summary>A parameter and the values that it takes.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AxisBody
{
    /// <summary>What changes: <c>steps</c>, <c>sampler</c>, <c>schedule</c>, <c>scale</c>, <c>seed</c>, <c>size</c>, <c>aspect</c>, <c>style</c>, <c>strength</c>, <c>prompt</c>, <c>negative</c>, <c>fast</c>.</summary>
    public string? Name { get; init; }

    /// <summary>Values as <c>easel study</c> reads them; of numbers also ranges, such as <c>10-50(+10)</c>.</summary>
    public IReadOnlyList<string>? Values { get; init; }
}
