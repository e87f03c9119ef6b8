namespace Easel.Checkpoints.Pickle;

/// <summary>What the globals and persistent ids of a pickle stand for. It makes values; it never runs anything.</summary>
internal interface IPickleMeaning
{
    /// <summary>The value that a call stands for.</summary>
    /// <exception cref="CheckpointException">The call has no place in a checkpoint.</exception>
    object? Call(PickleGlobal callee, object?[] arguments);

    /// <summary>The value that a new object of a class, made without its constructor, stands for.</summary>
    /// <exception cref="CheckpointException">The class has no place in a checkpoint.</exception>
    object? Create(PickleGlobal type);

    /// <summary>The value that lies outside the pickle under this id.</summary>
    object? Resolve(object? persistentId);
}
