using System.Runtime.InteropServices;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Kernels;
using Easel.Tensors.Memory;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Tests.Backends;

public sealed class PreparedFileTests : IDisposable
{
    private const string Key = "a checkpoint";
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("easel-test-").FullName, "kept.weights");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Theory]
    [InlineData(Precision.Full)]
    [InlineData(Precision.Autocast)]
    public void Products_with_kept_weights_have_the_same_bits_and_need_no_tensor(Precision precision)
    {
        float[] first = Paint(precision, saves: true, Samples.Normal(50 * 70, seed: 1));

        // Tensors of other values: only the kept ones can give the same result.
        float[] second = Paint(precision, saves: false, new float[50 * 70]);

        Compare.Bits(first, second, "kept weights");
    }

    [Fact]
    public void A_flipped_bit_in_any_weight_is_noticed_and_that_weight_prepared_anew()
    {
        float[] weights = Samples.Normal(50 * 70, seed: 1);
        float[] whole = Paint(Precision.Full, saves: true, weights);
        byte[] bytes = File.ReadAllBytes(_path);
        Random random = new(1);

        // Beyond the header, what lies between two weights is nobody's.
        for (int i = 0; i < 40; i++)
        {
            byte[] flipped = [.. bytes];
            flipped[4096 + random.Next(50 * 70 * sizeof(float))] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(_path, flipped);

            using CpuDevice device = new(threads: 2) { Prepared = PreparedFile.Open(_path, Key) };
            float[] again = Product(device, weights);

            Assert.Equal((1, "layer.weight 50 x 70 x 1, bias, Single"), (device.PreparedAnew, device.Prepared!.Damaged));
            Compare.Bits(whole, again, "a damaged weight");
        }
    }

    [Fact]
    public void Every_flipped_bit_of_the_header_is_noticed()
    {
        Paint(Precision.Full, saves: true, new float[50 * 70]);
        byte[] bytes = File.ReadAllBytes(_path);
        int header = (int)BitConverter.ToInt64(bytes, 8);
        for (int i = 0; i < header; i++)
        {
            bytes[i] ^= 4;
            File.WriteAllBytes(_path, bytes);
            bytes[i] ^= 4;

            Assert.Throws<InvalidDataException>(() => PreparedFile.Open(_path, Key));
        }
    }

    [Fact]
    public void Files_that_are_cut_off_or_for_something_else_are_refused_with_a_reason()
    {
        Paint(Precision.Full, saves: true, new float[50 * 70]);
        byte[] bytes = File.ReadAllBytes(_path);

        Assert.Contains("it is for another checkpoint", Reason("another", bytes), StringComparison.Ordinal);
        Assert.Contains($"it has {bytes.Length - 1} bytes instead of {bytes.Length}", Reason(Key, bytes[..^1]), StringComparison.Ordinal);
        Assert.Contains($"it has {bytes.Length + 1} bytes instead of {bytes.Length}", Reason(Key, [.. bytes, 0]), StringComparison.Ordinal);
        foreach (byte[] other in new byte[][] { [], bytes[..7], bytes[..55], new byte[9000], "this is a text and no file of weights, but long enough to hold a header"u8.ToArray() })
        {
            Assert.Matches("no file of prepared weights|bytes instead of", Reason(Key, other));
        }
    }

    [Fact]
    public void The_checksum_is_the_same_on_one_thread_and_many_and_sees_every_bit_at_every_length()
    {
        using WorkerTeam team = new(3);
        foreach (int length in new[] { 1, 3, 8, 31, 32, 33, 257, (1 << 20) - 1, (1 << 20) + 5, 3 << 20 })
        {
            byte[] bytes = new byte[length];
            new Random(length).NextBytes(bytes);
            ulong whole = Sum(bytes, null);

            Assert.Equal(whole, Sum(bytes, team));
            foreach (int at in new[] { 0, length / 3, length / 2, length - 1 })
            {
                bytes[at] ^= 0x10;
                Assert.NotEqual(whole, Sum(bytes, null));
                bytes[at] ^= 0x10;
            }
        }

        Assert.NotEqual(Sum(new byte[64], null), Sum(new byte[65], null));

        // A pattern over all streams, and over all pieces, does not cancel itself.
        byte[] random = new byte[4 << 20];
        new Random(1).NextBytes(random);
        Assert.NotEqual(Sum(random, null), Sum([.. random.Select(value => (byte)(value ^ 1))], null));
        Assert.NotEqual(Sum(random, null), Sum([.. random[(1 << 20)..], .. random[..(1 << 20)]], null));
    }

    private static unsafe ulong Sum(byte[] bytes, WorkerTeam? team)
    {
        fixed (byte* data = bytes)
        {
            return team is null ? BlockChecksum.Of(data, bytes.Length) : BlockChecksum.Of(team, data, bytes.Length);
        }
    }

    private string Reason(string key, byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        return Assert.Throws<InvalidDataException>(() => PreparedFile.Open(_path, key)).Message;
    }

    private float[] Paint(Precision precision, bool saves, float[] weights)
    {
        using CpuDevice device = new(threads: 2, precision);
        if (!saves)
        {
            device.Prepared = PreparedFile.Open(_path, Key);
        }

        float[] result = Product(device, weights);
        Assert.Equal(saves ? 1 : 0, device.PreparedAnew);
        if (saves)
        {
            device.SavePrepared(_path, Key, TestContext.Current.CancellationToken);
        }

        return result;
    }

    private static float[] Product(CpuDevice device, float[] weights)
    {
        using ArrayMemory memory = new([.. MemoryMarshal.AsBytes(weights.AsSpan()), .. new byte[50 * sizeof(float)]]);
        HostTensor matrix = new("layer.weight", memory, 0, [50, 70], ElementType.Float32);
        HostTensor bias = new("layer.bias", memory, 50 * 70 * sizeof(float), [50], ElementType.Float32);
        // The device gives them back.
        LinearWeights prepared = device.PrepareLinear("layer", matrix, bias);
        float[] result = new float[9 * 50];
        device.Download(device.Linear(device.Upload(Samples.Normal(9 * 70, seed: 2), [9, 70]), prepared), result);
        return result;
    }
}
