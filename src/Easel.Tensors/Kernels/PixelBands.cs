namespace Easel.Tensors.Kernels;

/// <summary>The pixels of samples that lie in bands, one band of all samples after the other.</summary>
/// <param name="bands">Where each is, [batch, its pixels, channels].</param>
/// <param name="ends">Where each ends, in pixels of a sample.</param>
/// <param name="channels">Of each pixel.</param>
internal readonly unsafe struct PixelBands(float** bands, nint* ends, int channels)
{
    private readonly float** _bands = bands;
    private readonly nint* _ends = ends;
    private readonly int _channels = channels;

    /// <summary>A run of pixels: where it lies, or, if it lies in several bands, put together.</summary>
    /// <param name="sample">Of the batch.</param>
    /// <param name="first">The first one's number in the sample.</param>
    /// <param name="pixels">How many; all exist.</param>
    /// <param name="room">Takes them if they have to be put together.</param>
    public float* Run(int sample, nint first, int pixels, float* room)
    {
        int band = 0;
        while (_ends[band] <= first)
        {
            band++;
        }

        if (first + pixels <= _ends[band])
        {
            return At(band, sample, first);
        }

        float* to = room;
        for (nint next = first; next < first + pixels; band++)
        {
            nint count = Math.Min(_ends[band], first + pixels) - next;
            if (count > 0)
            {
                Copies.Copy(At(band, sample, next), to, count * _channels);
                to += count * _channels;
                next += count;
            }
        }

        return room;
    }

    private float* At(int band, int sample, nint pixel)
    {
        nint start = band == 0 ? 0 : _ends[band - 1];
        return _bands[band] + (((sample * (_ends[band] - start)) + pixel - start) * _channels);
    }
}
