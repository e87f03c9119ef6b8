using System.CommandLine;
using Easel.Imaging;
using Easel.Pocket.Captions;
using Easel.Pocket.Rendering;
using Easel.Pocket.Scenes;

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
        string beside = Path.ChangeExtension(file, ".txt");
        OutputFile.Check(file);
        OutputFile.Check(beside);
        Style[] styles = Enum.GetValues<Style>();
        List<Image> pictures = [];
        List<string> captions = [];
        for (int i = 0; i < styles.Length * Columns; i++)
        {
            Dice dice = Dice.For(seed, i);
            Scene scene = SceneSampler.Next(dice, heldOut: false) with { Style = styles[i / Columns] };
            captions.Add($"{i / Columns},{i % Columns}: {CaptionGrammar.Describe(scene, dice)}");
            byte[] picture = new byte[Side * Side * 3];
            Renderer.Render(scene, Side, Side, dice, picture);
            pictures.Add(new Image(Side, Side, picture));
        }

        ImageGrid.Compose(pictures, Columns).Save(file);
        OutputFile.WriteLines(beside, captions);
    }
}
