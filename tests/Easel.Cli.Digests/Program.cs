using System.Globalization;
using Easel.Cli.Digests;
using Easel.Painting;

// Prints a line for every file, `scene:batch:threads[:way] file sha256 sha256-of-pixels`: the digests are the same on every machine, at every vector width and thread count.
const string Usage = """
    usage: Easel.Cli.Digests [--threads N] [--culture] [--keep FOLDER] [SCENE[:BATCH[:THREADS[:WAY]]]]...

    --threads N    threads where a scene does not say (default: 2)
    --culture      numbers and dates of the program's culture look like no other's
    --keep FOLDER  leave the files in this folder
    SCENE          which to paint, how many pictures of it at once (1 or 3), on how many threads (default: all quick ones, both batches);
                   whole, resumed (interrupted in the middle), or alone (the second picture, painted again by easel verify)
    """;

int threads = 2;
string? kept = null;
List<string> wanted = [];
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--threads" when i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out threads):
            i++;
            break;
        case "--keep" when i + 1 < args.Length:
            kept = Path.GetFullPath(args[++i]);
            break;
        case "--culture":
            CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = StrangeCulture.Make();
            break;
        case string word when !word.StartsWith('-'):
            wanted.Add(word);
            break;
        default:
            Console.Error.WriteLine(Usage);
            return ExitCode.Usage;
    }
}

string[] all = [.. Scenes.All.Where(scene => scene.IsQuick).SelectMany(scene => Scenes.Batches.Select(batch => $"{scene.Name}:{batch}"))];
string folder = kept ?? Directory.CreateTempSubdirectory("easel-digests-").FullName;
try
{
    SceneFolder.Open(folder);
    foreach (string word in wanted.Count > 0 ? [.. wanted] : all)
    {
        string[] parts = word.Split(':');
        if (Scenes.All.FirstOrDefault(scene => scene.Name == parts[0]) is not Scene scene || parts.Length > 4)
        {
            Console.Error.WriteLine($"There is no scene '{word}'; there are: {string.Join(' ', Scenes.All.Select(scene => scene.Name))}.");
            return ExitCode.Usage;
        }

        int batch = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1;
        int scenesThreads = parts.Length > 2 ? int.Parse(parts[2], CultureInfo.InvariantCulture) : threads;
        Way way = parts.Length > 3 ? Enum.Parse<Way>(parts[3], ignoreCase: true) : Way.Whole;
        foreach (string line in await SceneFolder.PaintAsync(scene, batch, scenesThreads, way))
        {
            Console.WriteLine(line);
        }
    }
}
finally
{
    Environment.CurrentDirectory = Path.GetPathRoot(folder)!;
    if (kept is null)
    {
        Directory.Delete(folder, recursive: true);
    }
}

return ExitCode.Success;
