using Easel.Painting;

namespace Easel.Tests.Cli;

public sealed class OpenSslTests
{
    /// <summary>These tests compute digests themselves: where they run, nothing is in the way.</summary>
    [Fact]
    public void It_is_found_where_digests_are_computed()
    {
        Assert.Equal(32, System.Security.Cryptography.SHA256.HashData("abc"u8).Length);
        Assert.Null(OpenSsl.FindObstacle());
    }
}
