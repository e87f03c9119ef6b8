using Easel.Checkpoints;

namespace Easel.Tests.Checkpoints;

/// <summary>Files that are cut off or changed anywhere give tensors or a <see cref="CheckpointException"/>: nothing else, soon, and in bounded memory.</summary>
public class HostileBytesTests
{
    private const int Cuts = 200;

    public static TheoryData<string, byte[]> SmallFiles => new()
    {
        { "zip", TorchBytes.LightningZip() },
        { "legacy", TorchBytes.LightningLegacy() },
        { "safetensors", SafetensorsBytes.Two() },
    };

    [Theory]
    [MemberData(nameof(SmallFiles), DisableDiscoveryEnumeration = true)]
    public void A_small_file_cut_anywhere_is_refused(string form, byte[] whole)
    {
        Assert.NotEmpty(Opening.Read(whole).Tensors);

        for (int length = 0; length < whole.Length; length++)
        {
            Assert.True(Opening.Try(whole[..length]) is not null, $"{form} of {whole.Length} bytes cut to {length} was read.");
        }
    }

    [Theory]
    [InlineData("micro-sd", "model.ckpt")]
    [InlineData("micro-sd", "model-legacy.ckpt")]
    [InlineData("micro-sd", "model.safetensors")]
    public void A_real_file_cut_anywhere_is_refused(string folder, string name)
    {
        using TemporaryFolder copies = new();
        string path = Path.Combine(copies.Path, name);
        File.Copy(Goldens.Path(folder, name), path);
        File.SetAttributes(path, FileAttributes.Normal);
        using FileStream file = File.OpenWrite(path);
        Random random = new(1);
        int whole = (int)file.Length;

        foreach (int length in Enumerable.Range(0, Cuts).Select(_ => random.Next(whole)).OrderDescending())
        {
            file.SetLength(length);
            Assert.Throws<CheckpointException>(() => Checkpoint.OpenAny(path));
        }
    }

    [Theory]
    [InlineData("zip", 10_000)]
    [InlineData("legacy", 10_000)]
    [InlineData("safetensors", 5000)]
    public void A_changed_file_is_read_or_refused(string form, int count)
    {
        byte[] whole = form switch
        {
            "zip" => TorchBytes.LightningZip(),
            "legacy" => TorchBytes.LightningLegacy(),
            _ => SafetensorsBytes.Two(),
        };

        (int read, int refused) = Mutate(whole, count, seed: 1);

        Assert.True(read > 0 && refused > 0, $"{read} read, {refused} refused: the changes test nothing.");
    }

    [Theory]
    [InlineData("malicious.ckpt")]
    [InlineData("malicious-legacy.ckpt")]
    public void A_changed_attack_is_not_executed(string name)
    {
        byte[] whole = File.ReadAllBytes(Goldens.Path("bad-checkpoints", name));

        Mutate(whole, 1000, seed: 2, within: 6000);

        Assert.False(File.Exists("pwned-by-checkpoint"), "The checkpoint was executed.");
    }

    /// <summary>Reads a file with 1 to 8 bytes changed, many times.</summary>
    private static (int Read, int Refused) Mutate(byte[] whole, int count, int seed, int within = int.MaxValue)
    {
        Random random = new(seed);
        byte[] changed = new byte[whole.Length];
        int refused = 0;
        for (int i = 0; i < count; i++)
        {
            whole.CopyTo(changed, 0);
            for (int changes = random.Next(1, 9); changes > 0; changes--)
            {
                // Small numbers and instructions are likelier to mean something than any byte.
                int at = random.Next(Math.Min(within, whole.Length));
                changed[at] = random.Next(3) switch
                {
                    0 => (byte)random.Next(256),
                    1 => whole[random.Next(Math.Min(within, whole.Length))],
                    _ => (byte)(changed[at] ^ (1 << random.Next(8))),
                };
            }

            refused += Opening.Try(changed) is null ? 0 : 1;
        }

        return (count - refused, refused);
    }
}
