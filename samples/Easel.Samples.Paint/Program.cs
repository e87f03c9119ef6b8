using Easel.Extensions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

string prompt = args.ElementAtOrDefault(0) ?? "a red house in the desert";
string file = args.ElementAtOrDefault(1) ?? "house.png";

await using ServiceProvider services = new ServiceCollection().AddEasel().BuildServiceProvider();
IImageGenerator generator = services.GetRequiredService<IImageGenerator>();

ImageGenerationResponse painted = await generator.GenerateImagesAsync(prompt, new() { AdditionalProperties = new() { ["seed"] = 7 } });
DataContent house = painted.Contents.OfType<DataContent>().Single();
await File.WriteAllBytesAsync(file, house.Data.ToArray());

ImageGenerationResponse edited = await generator.EditImageAsync(house, prompt + " at night", new() { AdditionalProperties = new() { ["strength"] = 0.6 } });
string night = Path.ChangeExtension(file, ".night.png");
await edited.Contents.OfType<DataContent>().Single().SaveToAsync(night);

Console.WriteLine($"{file}, seed {house.AdditionalProperties!["seed"]}, and {night}, by {house.AdditionalProperties["model"]}");
