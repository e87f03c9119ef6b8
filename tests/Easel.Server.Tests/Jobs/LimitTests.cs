using Easel.Diffusion;
using Easel.Imaging;
using Easel.Server.Jobs;
using Easel.Tests;

namespace Easel.Server.Tests.Jobs;

public sealed class LimitTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Studio _studio = new();

    [Fact]
    public async Task A_full_queue_refuses_and_says_when_to_come_again()
    {
        await using TestServer server = TestServer.Resting(_folder, _studio, new ServerLimits { QueueLength = 3, QueueLengthPerToken = 2 });
        Job mine = server.Jobs.Submit(TestServer.Ask("1", owner: "me"));
        server.Jobs.Submit(TestServer.Ask("2", owner: "me"));

        QueueFullException own = Assert.Throws<QueueFullException>(() => server.Jobs.Submit(TestServer.Ask("3", owner: "me")));
        Assert.Equal("2 of your jobs wait, and 2 may; come again when one is done, or cancel one", own.Message);
        server.Jobs.Submit(TestServer.Ask("4", owner: "you"));
        QueueFullException all = Assert.Throws<QueueFullException>(() => server.Jobs.Submit(TestServer.Ask("5", owner: "them")));
        Assert.Equal("the queue is full: 3 jobs wait, and 3 may; come again later", all.Message);
        Assert.InRange(all.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Assert.Equal((3, 3), server.Jobs.Pending());
        Assert.Equal((2, 2), server.Jobs.Pending("me"));

        server.Jobs.Cancel(mine.Id);
        server.Jobs.Submit(TestServer.Ask("6", owner: "me"));
        Assert.Throws<QueueFullException>(() => server.Jobs.Retry(mine.Id));
        Assert.Empty(Directory.Exists(server.Data.Jobs) ? Directory.GetDirectories(server.Data.Jobs) : []);
    }

    [Fact]
    public async Task A_second_job_of_a_key_is_the_first_one_until_that_is_over()
    {
        await using TestServer server = TestServer.Resting(_folder, _studio);
        JobRequest keyed = TestServer.Ask("keyed") with { Key = "task(1)" };

        Job first = server.Jobs.Submit(keyed);
        Assert.Equal(first.Id, server.Jobs.Submit(keyed).Id);
        Assert.NotEqual(first.Id, server.Jobs.Submit(keyed with { Owner = "another" }).Id);
        server.Jobs.Cancel(first.Id);
        Job second = server.Jobs.Submit(keyed);

        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal("key", Assert.Throws<JobRefusedException>(() => server.Jobs.Retry(first.Id)).Field);
    }

    [Fact]
    public async Task A_hundred_clients_with_one_key_get_one_job()
    {
        await using TestServer server = TestServer.Resting(_folder, _studio);
        JobRequest keyed = TestServer.Ask("keyed") with { Key = "once" };

        string[] ids = new string[100];
        Parallel.For(0, ids.Length, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i => ids[i] = server.Jobs.Submit(keyed).Id);

        Assert.Single(ids.Distinct());
        Assert.Equal((1, 1), server.Jobs.Pending());
    }

    public static TheoryData<string, string> Refused { get; } = new()
    {
        { "prompt", "20001 characters; up to 20000 can be painted" },
        { "negativePrompt", "character 2 is none: U+0000, which no file can hold; take it out" },
        { "count", "101 pictures; 1 to 100 can be had" },
        { "steps", "501 steps; 1 to 500 can be had" },
        { "width", "65 pixels are not a multiple of 8; the nearest are 64 and 72" },
        { "height", "4096 x 2048 are 8388608 pixels; this server paints up to 4194304" },
        { "scale", "a guidance scale of NaN leaves nothing of a picture; 7.5 is usual, -1000000 to 1000000 can be used" },
        { "priority", "-11 priority; -10 to 10 can be had" },
        { "model", "there is no model '../../etc/passwd'; here are 'one', 'pocket', 'two'" },
        { "schedule", "ddim" },
        { "eta", "adds no fresh noise" },
        { "initial", "the picture to begin with is 8 x 8, and 64 x 64 is to be painted" },
        { "mask", "the mask is black all over, so nothing would be painted; white is painted anew" },
        { "strength", "a strength of 1.5; 0 to 1 can be used" },
        { "", "every picture of a job has a seed of its own, so that it can be painted alone" },
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task What_is_refused_names_the_field_and_what_is_wanted(string field, string message)
    {
        await using TestServer server = TestServer.Resting(_folder, _studio);
        JobRequest asked = TestServer.Ask("a fox");
        ImageRequest request = asked.Request;
        Image picture = new(64, 64, new byte[64 * 64 * 3]);
        request = field switch
        {
            "prompt" => request with { Batches = [[new string('a', 20_001)]] },
            "negativePrompt" => request with { NegativePrompt = "a\0b" },
            "count" => request with { Iterations = 101 },
            "steps" => request with { Steps = 501 },
            "width" => request with { Width = 65 },
            "height" => request with { Width = 4096, Height = 2048 },
            "scale" => request with { GuidanceScale = double.NaN },
            "eta" => request with { Sampler = Diffusion.Samplers.SamplerKind.Euler, Eta = 0.5 },
            "schedule" => request with { Schedule = Diffusion.Schedules.ScheduleKind.Karras },
            "initial" => request with { Initial = new(new Image(8, 8, new byte[8 * 8 * 3])) },
            "mask" => request with { Initial = new(picture) { Mask = new GrayImage(64, 64, new byte[64 * 64]) } },
            "strength" => request with { Initial = new(picture) { Strength = 1.5 } },
            "" => request with { HasSeedPerIteration = false },
            _ => request,
        };
        asked = asked with { Request = request, Priority = field == "priority" ? -11 : 0, Model = field == "model" ? "../../etc/passwd" : null };

        JobRefusedException refused = Assert.Throws<JobRefusedException>(() => server.Jobs.Submit(asked));

        Assert.Equal(field == "height" ? "width" : field, refused.Field);
        Assert.Contains(message, refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    public void Dispose() => _folder.Dispose();
}
