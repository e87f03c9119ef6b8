namespace Easel.Checkpoints.Diffusers;

/// <summary>How the blocks of one side of a network are built, found out from the names of their tensors.</summary>
internal sealed class BlockList
{
    private readonly List<Block> _blocks = [];

    /// <param name="names">Names of tensors.</param>
    /// <param name="list">The list's name: <c>down_blocks</c>, <c>decoder.up_blocks</c>.</param>
    public BlockList(IEnumerable<string> names, string list)
    {
        foreach (string name in names)
        {
            NamePath path = new(name);
            if (path.Take(list, out int index))
            {
                while (_blocks.Count <= index)
                {
                    _blocks.Add(new Block());
                }

                _blocks[index].Note(path);
            }
        }
    }

    /// <summary>How many blocks there are.</summary>
    public int Count => _blocks.Count;

    /// <summary>Whether a block has attention.</summary>
    public bool Attends(int block) => _blocks[block].Attends;

    /// <summary>How many residual blocks lie in the blocks before this one.</summary>
    public int ResidualsBefore(int block) => _blocks.Take(block).Sum(before => before.Residuals);

    /// <summary>How many residual blocks and samplers lie in the blocks before this one.</summary>
    public int PartsBefore(int block) => _blocks.Take(block).Sum(before => before.Residuals + (before.Resamples ? 1 : 0));

    /// <summary>How many residual blocks a block has.</summary>
    public int Residuals(int block) => _blocks[block].Residuals;

    private sealed class Block
    {
        public int Residuals { get; private set; }

        public bool Attends { get; private set; }

        public bool Resamples { get; private set; }

        public void Note(NamePath path)
        {
            if (path.Take("resnets", out int residual))
            {
                Residuals = Math.Max(Residuals, residual + 1);
            }
            else if (path.Take("attentions", out _))
            {
                Attends = true;
            }
            else if (path.Take("downsamplers", out _) || path.Take("upsamplers", out _))
            {
                Resamples = true;
            }
        }
    }
}
