using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Easel.Diffusion.Noise;
using Easel.Tensors;

namespace Easel.Diffusion.Runs;

/// <summary>A <see cref="RunPosition"/> as bytes, the same on every machine: whole numbers and floats lowest byte first. Not protected against damage; whoever stores it adds a checksum.</summary>
public static class PositionFormat
{
    private const int Version = 1;
    private const int MostHistory = 16;

    private static ReadOnlySpan<byte> Title => "easel position\n"u8;

    /// <summary>Writes a position.</summary>
    public static void Write(BinaryWriter writer, RunPosition position)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(position);

        writer.Write(Title);
        foreach (int number in (ReadOnlySpan<int>)[Version, position.Iteration, position.Batch, position.First, position.Count, position.Done])
        {
            writer.Write(number);
        }

        Write(writer, position.Begun);
        SavedState state = position.State;
        writer.Write(state.Step);
        writer.Write(state.First);
        Write(writer, state.Noise);
        Write(writer, state.Latent);
        Write(writer, state.Clean is null ? [] : [state.Clean]);
        Write(writer, state.History);
        Write(writer, position.Features is null ? [] : [position.Features]);
        writer.Write(position.Digests.Count);
        foreach (string digest in position.Digests.SelectMany(step => step))
        {
            writer.Write(Convert.FromHexString(digest));
        }
    }

    /// <summary>Reads a position.</summary>
    /// <param name="bytes">The whole of it, and nothing else.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static RunPosition Read(ReadOnlySpan<byte> bytes)
    {
        PositionReader reader = new(bytes);
        if (!reader.Bytes(Title.Length).SequenceEqual(Title))
        {
            throw new FormatException("The bytes are no position of a run.");
        }

        if (reader.Number() is int version && version != Version)
        {
            throw new FormatException($"The position has form {version}; form {Version} can be read.");
        }

        (int iteration, int batch, int first, int count, int done) = (reader.Number(), reader.Number(), reader.Number(), reader.Number(), reader.Number());
        if (iteration < 0 || batch < 0 || first < 0 || count < 1 || done < 0 || done > count)
        {
            throw new FormatException($"The position is at no place of a run: iteration {iteration}, batch {batch}, {done} of {count} pictures from {first}.");
        }

        NoiseState begun = ReadNoise(ref reader);
        (int step, int left) = (reader.Number(), reader.Number());
        NoiseState noise = ReadNoise(ref reader);
        SavedTensor latent = ReadTensor(ref reader);
        SavedTensor[] clean = ReadTensors(ref reader, most: 1);
        SavedTensor[] history = ReadTensors(ref reader, MostHistory);
        SavedTensor[] features = ReadTensors(ref reader, most: 1);
        IReadOnlyList<string>[] digests = ReadDigests(ref reader, count);
        if (reader.Left > 0)
        {
            throw new FormatException($"{reader.Left} bytes follow the position.");
        }

        if (left < 0 || step < left || latent.Shape.Rank != 4 || latent.Shape[0] != count || clean.Concat(history).Any(tensor => tensor.Shape != latent.Shape))
        {
            throw new FormatException($"The position's tensors do not fit: {count} pictures, a latent of {latent.Shape}, step {step} of a run that begins at {left}.");
        }

        return new RunPosition
        {
            Iteration = iteration,
            Batch = batch,
            First = first,
            Count = count,
            Done = done,
            Begun = begun,
            State = new SavedState(step, left, latent, clean.FirstOrDefault(), history, noise),
            Features = features.FirstOrDefault(),
            Digests = digests,
        };
    }

    private static void Write(BinaryWriter writer, NoiseState noise)
    {
        writer.Write((byte)noise.Kind);
        writer.Write(noise.Seed);
        writer.Write(noise.Position);
        writer.Write(noise.Spare is not null);
        writer.Write(noise.Spare ?? 0);
    }

    private static void Write(BinaryWriter writer, IReadOnlyList<SavedTensor> tensors)
    {
        writer.Write(tensors.Count);
        foreach (SavedTensor tensor in tensors)
        {
            Write(writer, tensor);
        }
    }

    private static void Write(BinaryWriter writer, SavedTensor tensor)
    {
        writer.Write(tensor.Shape.Rank);
        foreach (int extent in tensor.Shape)
        {
            writer.Write(extent);
        }

        if (BitConverter.IsLittleEndian)
        {
            writer.Write(MemoryMarshal.AsBytes(tensor.Values.AsSpan()));
            return;
        }

        foreach (float value in tensor.Values)
        {
            writer.Write(value);
        }
    }

    private static NoiseState ReadNoise(ref PositionReader reader)
    {
        byte kind = reader.Byte();
        if (!Enum.IsDefined((NoiseKind)kind))
        {
            throw new FormatException($"The position's noise is of kind {kind}, which there is not.");
        }

        (ulong seed, ulong place) = (reader.LongNumber(), reader.LongNumber());
        bool hasSpare = reader.Byte() != 0;
        double spare = BitConverter.UInt64BitsToDouble(reader.LongNumber());
        return new NoiseState((NoiseKind)kind, seed, place, hasSpare ? spare : null);
    }

    private static SavedTensor[] ReadTensors(ref PositionReader reader, int most)
    {
        int count = reader.Number();
        if (count < 0 || count > most)
        {
            throw new FormatException($"The position has {count} tensors where up to {most} can be.");
        }

        SavedTensor[] tensors = new SavedTensor[count];
        for (int i = 0; i < count; i++)
        {
            tensors[i] = ReadTensor(ref reader);
        }

        return tensors;
    }

    private static SavedTensor ReadTensor(ref PositionReader reader)
    {
        int rank = reader.Number();
        if (rank is < 1 or > Shape.MaxRank)
        {
            throw new FormatException($"A tensor of the position has {rank} extents.");
        }

        int[] extents = new int[rank];
        long count = 1;
        for (int i = 0; i < rank; i++)
        {
            extents[i] = reader.Number();
            count *= extents[i];
            if (extents[i] < 1 || count > reader.Left / sizeof(float))
            {
                throw new FormatException($"A tensor of the position is larger than what is left of its bytes, {reader.Left}.");
            }
        }

        return new SavedTensor(Shape.Of(extents), reader.Floats((int)count));
    }

    private static IReadOnlyList<string>[] ReadDigests(ref PositionReader reader, int pictures)
    {
        int steps = reader.Number();
        if (steps < 0 || (long)steps * pictures * SHA256.HashSizeInBytes > reader.Left)
        {
            throw new FormatException($"The position has {steps} steps' digests of {pictures} pictures, but {reader.Left} bytes are left.");
        }

        IReadOnlyList<string>[] digests = new IReadOnlyList<string>[steps];
        for (int step = 0; step < steps; step++)
        {
            string[] ofStep = new string[pictures];
            for (int i = 0; i < pictures; i++)
            {
                ofStep[i] = Convert.ToHexStringLower(reader.Bytes(SHA256.HashSizeInBytes));
            }

            digests[step] = ofStep;
        }

        return digests;
    }
}
