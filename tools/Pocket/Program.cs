using System.CommandLine;
using Easel.Pocket.Commands;

RootCommand root = new("Draws the scenes that the pocket model learns from.")
{
    RenderCommand.Create(),
    VocabularyCommand.Create(),
    SheetCommand.Create(),
    TestCommand.Create(),
};

return root.Parse(args).Invoke();
