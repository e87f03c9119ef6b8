using System.Globalization;
using Easel.Tensors.Assembler;

namespace Easel.Tensors.Tests.Assembler;

public sealed unsafe class ExecutableMemoryTests
{
    [Theory, InlineData(1), InlineData(4096), InlineData(4097)]
    public void Instructions_can_be_executed_and_not_written(int length)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "NOT TESTED: only Linux tells of its memory in a file.");
        byte[] code = new byte[length];

        nint address = ExecutableMemory.Hold(code);

        Assert.NotEqual(0, address);
        Assert.Equal("r-xp", ProtectionAt(address));
        Assert.Equal("r-xp", ProtectionAt(address + length - 1));
    }

    [Fact]
    public void Instructions_are_there_to_be_called()
    {
        Assert.SkipUnless(System.Runtime.Intrinsics.X86.X86Base.X64.IsSupported, "NOT TESTED: these instructions are those of x86-64.");
        byte[] fortyTwo = [0xB8, 42, 0, 0, 0, 0xC3]; // mov eax, 42; ret

        nint address = ExecutableMemory.Hold(fortyTwo);

        Assert.Equal(42, ((delegate* unmanaged<int>)address)());
    }

    /// <summary>As /proc/self/maps has it: "first-end rwxp ...".</summary>
    private static string ProtectionAt(nint address)
    {
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            string[] words = line.Split(' ');
            string[] ends = words[0].Split('-');
            if (Number(ends[0]) <= (ulong)address && (ulong)address < Number(ends[1]))
            {
                return words[1];
            }
        }

        return "not mapped";
    }

    private static ulong Number(string hexadecimal) => ulong.Parse(hexadecimal, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
