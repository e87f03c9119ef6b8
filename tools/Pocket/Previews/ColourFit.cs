using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;

namespace Easel.Pocket.Previews;

/// <summary>Colours as sums of a latent's channels, by least squares over all pixels: latents of finished runs on one side, their pictures scaled down to as many pixels on the other.</summary>
internal sealed class ColourFit
{
    private const int Colours = 3;

    private readonly List<(double[] Channels, double[] Colours)> _pixels = [];

    /// <summary>The standard deviation of all colours.</summary>
    public double Deviation
    {
        get
        {
            double[] all = [.. _pixels.SelectMany(pixel => pixel.Colours)];
            double mean = all.Average();
            return Math.Sqrt(all.Average(level => (level - mean) * (level - mean)));
        }
    }

    /// <summary>Adds a picture and the latent it was decoded from.</summary>
    /// <param name="latents">Of its batch, [batch, height, width, channels].</param>
    /// <param name="picture">The picture.</param>
    public void Add(SavedTensor latents, ImageUpdate picture)
    {
        (int height, int width, int channels) = (latents.Shape[1], latents.Shape[2], latents.Shape[3]);
        int cell = picture.Width / width;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int first = ((((picture.Index * height) + y) * width) + x) * channels;
                double[] known = [.. latents.Values.AsSpan(first, channels).ToArray().Select(value => (double)value), 1];
                _pixels.Add((known, [.. Enumerable.Range(0, Colours).Select(colour => Mean(picture, x * cell, y * cell, cell, colour))]));
            }
        }
    }

    /// <summary>The factors: a row for each channel, and one more that is added whatever the latent.</summary>
    public double[] Solve()
    {
        int rows = _pixels[0].Channels.Length;
        double[,] system = new double[rows, rows + Colours];
        foreach ((double[] channels, double[] colours) in _pixels)
        {
            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j < rows + Colours; j++)
                {
                    system[i, j] += channels[i] * (j < rows ? channels[j] : colours[j - rows]);
                }
            }
        }

        Eliminate(system, rows, rows + Colours);
        return [.. Enumerable.Range(0, rows).SelectMany(i => Enumerable.Range(0, Colours).Select(j => system[i, rows + j]))];
    }

    /// <summary>The root of the mean squared difference between colours and what factors make of the latents.</summary>
    public double ErrorOf(IReadOnlyList<double> factors) => Math.Sqrt(_pixels.Average(pixel => pixel.Colours.Select((wanted, column) =>
    {
        double found = pixel.Channels.Select((channel, row) => channel * factors[(row * Colours) + column]).Sum();
        return (wanted - found) * (wanted - found);
    }).Average()));

    /// <summary>Gauss and Jordan; the normal equations of thousands of pixels have no small pivots.</summary>
    private static void Eliminate(double[,] system, int rows, int columns)
    {
        for (int pivot = 0; pivot < rows; pivot++)
        {
            double scale = system[pivot, pivot];
            for (int j = pivot; j < columns; j++)
            {
                system[pivot, j] /= scale;
            }

            for (int i = 0; i < rows; i++)
            {
                double factor = i == pivot ? 0 : system[i, pivot];
                for (int j = pivot; j < columns; j++)
                {
                    system[i, j] -= factor * system[pivot, j];
                }
            }
        }
    }

    private static double Mean(ImageUpdate picture, int left, int top, int side, int colour)
    {
        double sum = 0;
        for (int y = top; y < top + side; y++)
        {
            for (int x = left; x < left + side; x++)
            {
                sum += picture.Unit[(((y * picture.Width) + x) * Colours) + colour];
            }
        }

        return sum / (side * side);
    }
}
