using Easel.Imaging;
using Easel.Imaging.Png;

namespace Easel.Tests.Cli;

/// <summary>Pictures and masks that commands are given.</summary>
internal static class FewPictures
{
    /// <summary>Writes a picture of noise.</summary>
    /// <returns>the picture</returns>
    public static Image Write(string path, int width, int height, int seed = 1)
    {
        byte[] pixels = new byte[width * height * 3];
        new Random(seed).NextBytes(pixels);
        Image image = new(width, height, pixels);
        Save(path, image);
        return image;
    }

    /// <summary>Writes a mask that has one shade on the left half, another on the right.</summary>
    public static void WriteMask(string path, int width, int height, byte left = 0, byte right = 255)
    {
        byte[] pixels = new byte[width * height * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = i / 3 % width < width / 2 ? left : right;
        }

        Save(path, new Image(width, height, pixels));
    }

    private static void Save(string path, Image image)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, PngFile.Encode(image));
    }
}
