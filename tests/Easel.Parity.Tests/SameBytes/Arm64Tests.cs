namespace Easel.Parity.Tests.SameBytes;

/// <summary>Operations and a few pictures on an emulated Arm64 processor.</summary>
public sealed class Arm64Tests
{
    // Exit code of tests/arm64.sh where the machine lacks what it wants.
    private const int Missing = 3;

    [Fact]
    public async Task Digests_of_Arm64_are_those_of_this_machine()
    {
        Assert.SkipUnless(SameBytesTests.IsFull, "NOT TESTED: programs are published for Arm64 and emulated, which takes minutes: EASEL_TEST_MATRIX=full asks for it.");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "NOT TESTED: programs of Arm64 are emulated by qemu-user, which is for Linux.");

        (int code, string text) = await ScriptProcess.RunAsync("tests/arm64.sh", "grid:1:2", "sde:3:3", "jpeg-masked:1:1", "webp", "int8:1:7", "watermark");

        Assert.SkipWhen(code == Missing, $"NOT TESTED: {text}");
        Assert.True(code == 0, text);
    }
}
