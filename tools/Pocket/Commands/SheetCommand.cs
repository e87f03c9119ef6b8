using System.CommandLine;
using Easel.Pocket.Captions;
using Easel.Pocket.Rendering;
using Easel.Pocket.Scenes;
using SkiaSharp;

namespace Easel.Pocket.Commands;

/// <summary><c>pocket sheet</c>: rendered scenes to look at, a style to a row.</summary>
internal static class SheetCommand
{
    private const int Side = 128;
    private const int Columns = 10;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string> file = new("--out") { Description = "The PNG to write; captions go beside it.", DefaultValueFactory = _ => "sheet.png" };
        Option<ulong> seed = new("--seed") { Description = "The same seed gives the same sheet.", DefaultValueFactory = _ => 1 };
        Command command = new("sheet", "Draws scenes to look at, a style to a row.") { file, seed };
        command.SetAction(result => Write(result.GetRequiredValue(file), result.GetValue(seed)));
        return command;
    }

    private static void Write(string file, ulong seed)
    {
        Style[] styles = Enum.GetValues<Style>();
        using SKBitmap sheet = new(new SKImageInfo(Columns * Side, styles.Length * Side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        List<string> captions = [];
        byte[] picture = new byte[Side * Side * 3];
        for (int i = 0; i < styles.Length * Columns; i++)
        {
            Dice dice = Dice.For(seed, i);
            Scene scene = SceneSampler.Next(dice, heldOut: false) with { Style = styles[i / Columns] };
            captions.Add($"{i / Columns},{i % Columns}: {CaptionGrammar.Describe(scene, dice)}");
            Renderer.Render(scene, Side, Side, dice, picture);
            for (int p = 0; p < Side * Side; p++)
            {
                SKColor colour = new(picture[3 * p], picture[(3 * p) + 1], picture[(3 * p) + 2]);
                sheet.SetPixel((i % Columns * Side) + (p % Side), (i / Columns * Side) + (p / Side), colour);
            }
        }

        using SKData png = sheet.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(file, png.ToArray());
        File.WriteAllLines(Path.ChangeExtension(file, ".txt"), captions);
    }
}
