using Easel.Diffusion.Numerics;
using Easel.Diffusion.Samplers;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Pipelines;

/// <summary>What an autoencoder makes of a picture: for each number of its latent, a mean and a standard deviation. Kingma and Welling 2013, arXiv:1312.6114</summary>
internal sealed class PictureMoments
{
    // As the original bounds the logarithm of a variance: ldm/modules/distributions/distributions.py
    private const float LeastLog = -30;
    private const float MostLog = 20;

    private readonly float[] _means;
    private readonly float[] _deviations;
    private readonly float _scale;
    private readonly Shape _one;

    private PictureMoments(float[] moments, Shape shape, float scale)
    {
        int channels = shape[3] / 2;
        _one = [1, shape[1], shape[2], channels];
        _means = new float[moments.Length / 2];
        _deviations = new float[moments.Length / 2];
        _scale = scale;
        for (int i = 0; i < _means.Length; i++)
        {
            int place = (i / channels * 2 * channels) + (i % channels);
            _means[i] = moments[place];
            _deviations[i] = (float)DeterministicMath.Exp(0.5f * Math.Clamp(moments[place + channels], LeastLog, MostLog));
        }
    }

    /// <summary>Encodes a picture.</summary>
    /// <param name="model">Whose encoder reads it.</param>
    /// <param name="unit">-1 to 1, [height, width, 3]</param>
    /// <param name="width">Pixels per row, a multiple of the autoencoder's factor.</param>
    /// <param name="height">Rows, likewise.</param>
    public static PictureMoments Of(LoadedModel model, ReadOnlySpan<float> unit, int width, int height)
    {
        Device device = model.Device;
        using Tensor picture = device.Upload(unit, [1, height, width, 3]);
        using Tensor moments = model.Guard.Require(new RunPlace(RunStage.InitialPicture), () => model.Encoder!.Forward(picture));
        float[] values = new float[moments.Shape.Count];
        device.Download(moments, values);
        return new PictureMoments(values, moments.Shape, model.Shape.Diffusion.LatentScale);
    }

    /// <summary>scale * mean</summary>
    /// <returns>[1, height, width, channels]</returns>
    public Tensor Mean(Device device)
    {
        float[] latent = [.. _means.Select(mean => _scale * mean)];
        return device.Upload(latent, _one);
    }

    /// <summary>scale * (mean + deviation * noise), for as many latents as there is noise.</summary>
    /// <returns>[batch, height, width, channels]</returns>
    public Tensor Sample(Device device, LatentNoise noise)
    {
        using Tensor drawn = noise.Draw(device);
        float[] latents = new float[drawn.Shape.Count];
        device.Download(drawn, latents);
        for (int i = 0; i < latents.Length; i++)
        {
            int place = i % _means.Length;
            float deviated = _deviations[place] * latents[i];
            latents[i] = _scale * (_means[place] + deviated);
        }

        return device.Upload(latents, drawn.Shape);
    }
}
