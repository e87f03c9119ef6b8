using System.IO.Compression;
using System.Text;
using Easel.Checkpoints;

namespace Easel.Tests.Checkpoints;

/// <summary>Zip archives as torch writes them, larger ones, and others.</summary>
public class ZipTests
{
    [Fact]
    public void Zip64_numbers_are_read_where_the_short_ones_are_full()
    {
        byte[] pickle = TorchBytes.OneTensor(3, 0, [3], [1]);

        TensorFile file = Opening.Read(Zip64([("x/data.pkl", pickle), ("x/data/0", TorchBytes.Floats(7, 8, 9))]));

        Assert.Equal([7, 8, 9], file.Tensors["x"].ToArray());
    }

    [Fact]
    public void A_zip64_archive_without_its_record_is_refused()
    {
        byte[] zip = Zip64([("x/data.pkl", TorchBytes.OneTensor(3, 0, [3], [1]))]);
        zip[^42] ^= 1; // the locator's signature

        Assert.Contains("zip64 record is missing", Opening.ErrorOf(zip), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_files_of_one_name_are_refused()
    {
        byte[] pickle = TorchBytes.OneTensor(3, 0, [3], [1]);

        Assert.Contains("two files 'x/data.pkl'", Opening.ErrorOf(Zip64([("x/data.pkl", pickle), ("x/data.pkl", pickle)])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_compressed_archive_is_refused_by_what_to_do()
    {
        byte[] zip = Packed(CompressionLevel.Optimal, ("x/data.pkl", TorchBytes.OneTensor(3, 0, [3], [1])), ("x/data/0", new byte[1000]));

        Assert.Contains("is compressed or encrypted, which torch.save never does", Opening.ErrorOf(zip), StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_by_another_program_is_read_if_it_is_not_compressed()
    {
        byte[] zip = Packed(CompressionLevel.NoCompression, ("x/data.pkl", TorchBytes.OneTensor(3, 0, [3], [1])), ("x/data/0", TorchBytes.Floats(7, 8, 9)));

        Assert.Equal([7, 8, 9], Opening.Read(zip).Tensors["x"].ToArray());
    }

    [Fact]
    public void An_archive_of_other_things_is_refused()
    {
        byte[] other = Zip64([("readme.txt", "hello"u8.ToArray())]);
        byte[] folder = Zip64([("sd/model_index.json", "{}"u8.ToArray())]);

        Assert.Contains("it has no data.pkl", Opening.ErrorOf(other), StringComparison.Ordinal);
        Assert.Contains("unpack it and give the folder", Opening.ErrorOf(folder), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("big", true)]
    [InlineData("little", false)]
    public void A_big_endian_archive_is_refused(string order, bool refused)
    {
        byte[] zip = Zip64([("x/data.pkl", TorchBytes.OneTensor(1, 0, [1], [1])), ("x/byteorder", Encoding.ASCII.GetBytes(order)), ("x/data/0", TorchBytes.Floats(7))]);

        if (refused)
        {
            Assert.Contains("big-endian", Opening.ErrorOf(zip), StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal([7], Opening.Read(zip).Tensors["x"].ToArray());
        }
    }

    [Fact]
    public void A_big_endian_file_of_the_old_form_is_refused()
    {
        byte[] file = TorchBytes.Legacy(TorchBytes.OneTensor(1, 0, [1], [1]), (TorchBytes.Floats(7), 4));
        file[file.AsSpan().IndexOf("little_endian"u8) + "little_endian".Length] = 0x89; // NEWFALSE

        Assert.Contains("big-endian", Opening.ErrorOf(file), StringComparison.Ordinal);
    }

    private static byte[] Packed(CompressionLevel level, params (string Name, byte[] Bytes)[] files)
    {
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create))
        {
            foreach ((string name, byte[] bytes) in files)
            {
                using Stream entry = zip.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    /// <summary>An archive in which every number that can be in a zip64 field is there, written after APPNOTE.TXT 4.3 to 4.5.</summary>
    private static byte[] Zip64(params (string Name, byte[] Bytes)[] files)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        List<long> headers = [];
        foreach ((string name, byte[] bytes) in files)
        {
            headers.Add(stream.Position);
            writer.Write([0x50, 0x4b, 3, 4, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]); // signature, version, flags, method, time, date
            writer.Write(0); // checksum
            writer.Write(uint.MaxValue);
            writer.Write(uint.MaxValue);
            writer.Write((ushort)name.Length);
            writer.Write((ushort)20);
            writer.Write(Encoding.ASCII.GetBytes(name));
            writer.Write([1, 0, 16, 0]);
            writer.Write((long)bytes.Length);
            writer.Write((long)bytes.Length);
            writer.Write(bytes);
        }

        long directory = stream.Position;
        foreach (((string name, byte[] bytes), long header) in files.Zip(headers))
        {
            writer.Write([0x50, 0x4b, 1, 2, 45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            writer.Write(0); // checksum
            writer.Write(uint.MaxValue);
            writer.Write(uint.MaxValue);
            writer.Write((ushort)name.Length);
            writer.Write((ushort)(6 + 28));
            writer.Write(new byte[10]); // comment, disk, attributes
            writer.Write(uint.MaxValue);
            writer.Write(Encoding.ASCII.GetBytes(name));
            writer.Write([0xfe, 0xca, 2, 0, 9, 9]); // another program's field comes first
            writer.Write([1, 0, 24, 0]);
            writer.Write((long)bytes.Length);
            writer.Write((long)bytes.Length);
            writer.Write(header);
        }

        long end = stream.Position;
        writer.Write([0x50, 0x4b, 6, 6, 44, 0, 0, 0, 0, 0, 0, 0, 45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        writer.Write((long)files.Length);
        writer.Write((long)files.Length);
        writer.Write(end - directory);
        writer.Write(directory);
        writer.Write([0x50, 0x4b, 6, 7, 0, 0, 0, 0]);
        writer.Write(end);
        writer.Write(1);
        writer.Write([0x50, 0x4b, 5, 6, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]);
        writer.Write(uint.MaxValue);
        writer.Write(uint.MaxValue);
        writer.Write((ushort)0);
        return stream.ToArray();
    }
}
