using System.IO.Compression;
using System.Text;
using Easel.Checkpoints;
using Easel.Checkpoints.Torch;

namespace Easel.Tests.Checkpoints;

public class TorchZipWriterTests
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        using MemoryStream stream = new();
        TorchZipWriter writer = new(stream, globalStep: 12);
        writer.Add("model.diffusion_model.a", [300, 700], Numbers);
        writer.Add("model.diffusion_model.b", [2], Numbers);
        writer.Add("model.diffusion_model.none", [0, 3], Numbers);
        writer.Complete();

        TensorFile file = Opening.Read(stream.ToArray());

        Assert.Equal(12, file.GlobalStep);
        Assert.Equal(Enumerable.Range(0, 300 * 700).Select(i => (float)i), file.Tensors["model.diffusion_model.a"].ToArray());
        Assert.Equal([0, 1], file.Tensors["model.diffusion_model.b"].ToArray());
        Assert.Equal([0, 3], file.Tensors["model.diffusion_model.none"].Shape);
    }

    /// <summary>.NET's own reader checks lengths and checksums; the names are those that PyTorch looks for.</summary>
    [Fact]
    public void Another_program_reads_the_archive()
    {
        using MemoryStream stream = new();
        TorchZipWriter writer = new(stream);
        writer.Add("x", [3], Numbers);
        writer.Complete();

        using ZipArchive zip = new(stream, ZipArchiveMode.Read);

        Assert.Equal(["archive/data/0", "archive/data.pkl", "archive/version"], zip.Entries.Select(entry => entry.FullName));
        Assert.Equal(TorchBytes.Floats(0, 1, 2), Content(zip.Entries[0]));
        Assert.Equal("3\n"u8.ToArray(), Content(zip.Entries[2]));
        Assert.Equal(0x352441c2u, Checksum("abc"));
    }

    [Fact]
    public void Contents_begin_at_multiples_of_64()
    {
        using MemoryStream stream = new();
        TorchZipWriter writer = new(stream);
        for (int i = 0; i < 20; i++)
        {
            writer.Add($"tensor{i}", [i], Numbers);
        }

        writer.Complete();
        using SourceFile file = new("written", new Easel.Tensors.Memory.ArrayMemory(stream.ToArray()));
        var directory = ZipDirectory.Read(file, new AllocationBudget(file));

        Assert.All(directory.Names, name => Assert.Equal(0, directory.Find(name)!.Value.Start % 64));
    }

    /// <summary>A hole of 5 GB, which takes no space, puts everything else behind the first 4 GB.</summary>
    [Fact]
    public void What_lies_behind_4_GB_is_written_and_read()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows fills holes with zeros, which takes a minute.");
        }

        using TemporaryFolder folder = new();
        string path = folder.Write("large.ckpt", "PK\u0003\u0004"u8);
        using (FileStream stream = File.OpenWrite(path))
        {
            stream.Seek(5L << 30, SeekOrigin.Begin);
            TorchZipWriter writer = new(stream);
            writer.Add("x", [3], Numbers);
            writer.Complete();
        }

        using Checkpoint checkpoint = Checkpoint.OpenAny(path);
        Assert.Equal([0, 1, 2], checkpoint.Tensors["x"].ToArray());
    }

    private static uint Checksum(string text)
    {
        var crc = Crc32.Begin();
        crc.Add(Encoding.ASCII.GetBytes(text));
        return crc.Value;
    }

    private static void Numbers(long first, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = first + i;
        }
    }

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using MemoryStream copy = new();
        using Stream content = entry.Open();
        content.CopyTo(copy);
        return copy.ToArray();
    }
}
