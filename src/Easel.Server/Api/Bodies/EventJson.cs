namespace Easel.Server.Api.Bodies;

/// <summary>A line for whoever asked.</summary>
/// <param name="Job">the job's id</param>
/// <param name="Message">the line</param>
internal sealed record WarningJson(string Job, string Message);

/// <summary>A job or study that was forgotten.</summary>
/// <param name="Id">its id</param>
internal sealed record GoneJson(string Id);

/// <summary>A picture that was erased.</summary>
/// <param name="Id">its id</param>
/// <param name="Job">the job that painted it</param>
internal sealed record ErasedJson(string Id, string Job);

/// <summary>More was missed than is kept.</summary>
internal sealed record MissedJson;
