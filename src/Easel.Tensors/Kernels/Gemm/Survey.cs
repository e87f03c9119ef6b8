using System.Runtime.InteropServices;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Kernels.Gemm;

/// <summary>A look at all elements of a tensor in host memory before it is packed.</summary>
internal static unsafe class Survey
{
    private const uint GreatestFinite = 0x7F7F_FFFF;

    /// <summary>The greatest magnitude.</summary>
    /// <exception cref="NonFiniteWeightException">An element is infinite or not a number.</exception>
    public static float GreatestMagnitude(WorkerTeam team, HostTensor tensor)
    {
        int pieces = (int)((tensor.Shape.Count + SurveyPieces.Elements - 1) / SurveyPieces.Elements);
        uint[] greatest = new uint[pieces];
        using GCHandle<HostTensor> handle = new(tensor);
        fixed (uint* results = greatest)
        {
            team.Run(pieces, new SurveyPieces(handle, results));
        }

        int worst = Array.FindIndex(greatest, static bits => bits > GreatestFinite);
        if (worst >= 0)
        {
            throw new NonFiniteWeightException(Describe(tensor, (long)worst * SurveyPieces.Elements));
        }

        return BitConverter.UInt32BitsToSingle(greatest.Append(0u).Max());
    }

    private static string Describe(HostTensor tensor, long from)
    {
        float[] values = new float[Math.Min(SurveyPieces.Elements, tensor.Shape.Count - from)];
        tensor.Read(from, values);
        int at = Array.FindIndex(values, static value => !float.IsFinite(value));
        return $"tensor '{tensor.Name}' holds {values[at]} at element {from + at}";
    }
}

/// <summary>One piece finds the greatest magnitude of a stretch, as bits: those of what is not finite are greater than all others.</summary>
internal readonly unsafe struct SurveyPieces(GCHandle<HostTensor> tensor, uint* greatest) : IPieces
{
    public const int Elements = 1 << 20;

    private readonly GCHandle<HostTensor> _tensor = tensor;
    private readonly uint* _greatest = greatest;

    public void Run(int piece, byte* scratch)
    {
        long first = (long)piece * Elements;
        int count = (int)Math.Min(Elements, _tensor.Target.Shape.Count - first);
        float* values = _tensor.Target.Floats(first);
        if (values is null)
        {
            values = (float*)scratch;
            _tensor.Target.Read(first, new Span<float>(values, count));
        }

        _greatest[piece] = Reductions.GreatestBits<Lanes8>(values, count);
    }
}
