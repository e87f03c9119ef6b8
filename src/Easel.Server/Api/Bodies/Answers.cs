using Easel.Painting.Styles;

namespace Easel.Server.Api.Bodies;

/// <summary>How the server is doing.</summary>
/// <param name="Version">Easel's</param>
/// <param name="Private">whether log and files tell of prompts by their hashes only</param>
/// <param name="Model">what paints where no model is named</param>
/// <param name="Device">where it paints, such as <c>cpu</c>; <c>auto</c> if that is decided with the first job</param>
/// <param name="Queue">what waits</param>
/// <param name="Running">what is painted now of whoever asks</param>
/// <param name="OthersRunning">how many jobs of other tokens are painted now</param>
/// <param name="Obstacle">why nothing is painted though jobs wait, such as a full disk, which is tried again by itself; none if nothing hinders</param>
internal sealed record StatusJson(string Version, bool Private, string Model, string Device, QueueJson Queue, IReadOnlyList<ProgressJson> Running, int OthersRunning, string? Obstacle);

/// <summary>What waits or is painted.</summary>
/// <param name="Jobs">how many jobs, of all clients</param>
/// <param name="Pictures">how many pictures of these are not done yet</param>
/// <param name="Limit">jobs that may wait</param>
internal sealed record QueueJson(int Jobs, int Pictures, int Limit);

/// <summary>What can be chosen.</summary>
/// <param name="Samplers">the ways from noise to picture</param>
/// <param name="Schedules">the noise levels on them</param>
/// <param name="Sizes">usual sizes of the model that was asked for, all with about its own area</param>
/// <param name="Noise">whose random numbers a seed can name</param>
/// <param name="Syntaxes">how prompts can be read</param>
/// <param name="Fast">levels of doing it sooner</param>
/// <param name="Axes">what a study can change</param>
/// <param name="Limits">what is too much</param>
internal sealed record OptionsJson(
    IReadOnlyList<SamplerJson> Samplers,
    IReadOnlyList<NamedJson> Schedules,
    IReadOnlyList<SizeJson> Sizes,
    IReadOnlyList<string> Noise,
    IReadOnlyList<string> Syntaxes,
    IReadOnlyList<string> Fast,
    IReadOnlyList<AxisNameJson> Axes,
    LimitsJson Limits);

/// <summary>A sampler.</summary>
/// <param name="Name">what requests call it</param>
/// <param name="Label">for people</param>
/// <param name="Schedules">those that it can have; none if it has one of its own only</param>
/// <param name="UsualSchedule">the one it has if none is asked for</param>
internal sealed record SamplerJson(string Name, string Label, IReadOnlyList<string> Schedules, string UsualSchedule);

/// <summary>Something with a name.</summary>
/// <param name="Name">what requests call it</param>
/// <param name="Label">for people</param>
internal sealed record NamedJson(string Name, string Label);

/// <summary>A usual size.</summary>
/// <param name="Label">such as <c>3:2</c></param>
/// <param name="Width">pixels of a row</param>
/// <param name="Height">rows</param>
internal sealed record SizeJson(string Label, int Width, int Height);

/// <summary>What a study can change.</summary>
/// <param name="Name">what requests call it</param>
/// <param name="Title">for people</param>
/// <param name="Form">how values look</param>
internal sealed record AxisNameJson(string Name, string Title, string Form);

/// <summary>What is too much for this server.</summary>
/// <param name="QueueLength">jobs that wait, of all clients</param>
/// <param name="QueueLengthPerToken">jobs that wait, of whoever asks</param>
/// <param name="PicturesPerJob">pictures of one job</param>
/// <param name="PixelsPerPicture">width times height</param>
/// <param name="Steps">steps of one picture</param>
/// <param name="BodyBytes">bytes of a request's body</param>
/// <param name="CellsPerStudy">pictures of one study</param>
internal sealed record LimitsJson(int QueueLength, int QueueLengthPerToken, int PicturesPerJob, long PixelsPerPicture, int Steps, long BodyBytes, int CellsPerStudy);

/// <summary>A model.</summary>
/// <param name="Name">what requests call it</param>
/// <param name="Family">such as Stable Diffusion v1; empty if not known before it is opened</param>
/// <param name="File">the checkpoint's file name</param>
/// <param name="Sha256">of the checkpoint; null if it was not computed yet, or it is a folder</param>
/// <param name="IsLoaded">whether it is in memory</param>
/// <param name="IsDefault">whether it paints where none is named</param>
/// <param name="Defaults">what it paints best</param>
internal sealed record ModelJson(string Name, string Family, string File, string? Sha256, bool IsLoaded, bool IsDefault, ModelDefaultsJson Defaults);

/// <summary>What a model paints best.</summary>
/// <param name="Width">pixels of a row</param>
/// <param name="Height">rows</param>
/// <param name="Sampler">the way from noise to picture</param>
/// <param name="Steps">steps on it</param>
/// <param name="Scale">guidance</param>
internal sealed record ModelDefaultsJson(int Width, int Height, string Sampler, int Steps, double Scale);

/// <summary>Styles of one kind.</summary>
/// <param name="Name">what it is called</param>
/// <param name="Title">for people</param>
/// <param name="Description">one line</param>
/// <param name="Styles">in the order they are shown</param>
internal sealed record StyleListJson(string Name, string Title, string Description, IReadOnlyList<StyleJson> Styles)
{
    /// <summary>A list; where a user's own lies is nobody's business.</summary>
    public static StyleListJson Of(StyleList list)
        => new(list.Name, list.Title, list.Name == "own" ? "" : list.Description, [.. list.Styles.Select(style => new StyleJson(style.Name, style.Prompt, style.Negative, style.Description))]);
}

/// <summary>A style.</summary>
/// <param name="Name">what requests call it</param>
/// <param name="Prompt">added to the prompt; <c>{prompt}</c> stands for it</param>
/// <param name="Negative">added to the negative prompt</param>
/// <param name="Description">one line</param>
internal sealed record StyleJson(string Name, string Prompt, string Negative, string Description);

/// <summary>An upload, which requests can name for a day.</summary>
/// <param name="Id">its name</param>
/// <param name="Width">pixels of a row</param>
/// <param name="Height">rows</param>
internal sealed record UploadJson(string Id, int Width, int Height);

/// <summary>What a picture's file says of how it was painted.</summary>
/// <param name="Source">who wrote it: <c>easel</c>, <c>a1111</c>, <c>comfyui</c>; null if it says nothing</param>
/// <param name="Request">as a job's body; null if it says nothing</param>
/// <param name="Warnings">what could not be taken over</param>
internal sealed record SettingsJson(string? Source, JobBody? Request, IReadOnlyList<string> Warnings);

/// <summary>How long a prompt is.</summary>
/// <param name="Count">tokens, without start and end</param>
/// <param name="Limit">tokens that the text encoder reads at once</param>
/// <param name="Chunks">how many times it reads</param>
/// <param name="Cut">words that it does not read</param>
/// <param name="Warnings">what is easily not meant</param>
internal sealed record TokensJson(int Count, int Limit, int Chunks, IReadOnlyList<string> Cut, IReadOnlyList<string> Warnings);

/// <summary>Whether a token is wanted, and whose was shown.</summary>
/// <param name="Needed">whether this server wants a token</param>
/// <param name="Name">the name of the token that was shown; null if none was</param>
internal sealed record SessionJson(bool Needed, string? Name);
