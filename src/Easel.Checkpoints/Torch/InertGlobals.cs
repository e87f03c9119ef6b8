using Easel.Checkpoints.Pickle;

namespace Easel.Checkpoints.Torch;

/// <summary>
/// Names that training programs leave in checkpoints beside the tensors: counters of optimizers, callbacks, settings. We make nothing of them.
/// A call of any other name is refused: nothing would happen here, but the file would be an attack on whoever opens it elsewhere.
/// </summary>
internal static class InertGlobals
{
    private static readonly HashSet<string> s_callable = new(StringComparer.Ordinal)
    {
        "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar",
        "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct",
        "numpy.dtype", "numpy.ndarray", "numpy.float64", "numpy.float32", "numpy.int64", "numpy.bool_",
        "_codecs.encode",
        "torch.device", "torch.Size", "torch.Tensor", "torch.nn.parameter.Parameter", "torch.torch_version.TorchVersion",
        "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor_v3",
        "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state", "torch._utils._rebuild_sparse_tensor",
        "torch._utils._rebuild_qtensor", "torch._tensor._rebuild_from_type_v2", "torch.serialization._get_layout",
        "collections.OrderedDict", "collections.Counter", "collections.deque",
        "builtins.set", "builtins.frozenset", "builtins.list", "builtins.dict", "builtins.tuple", "builtins.bytearray", "builtins.complex", "builtins.slice", "builtins.range",
        "__builtin__.set", "__builtin__.frozenset", "__builtin__.list", "__builtin__.dict", "__builtin__.tuple", "__builtin__.bytearray", "__builtin__.complex", "__builtin__.object",
        "builtins.object", "copy_reg._reconstructor", "copyreg._reconstructor",
        "argparse.Namespace", "pathlib.Path", "pathlib.PosixPath", "pathlib.WindowsPath", "pathlib.PurePosixPath",
        "datetime.datetime", "datetime.timedelta", "datetime.date", "decimal.Decimal", "fractions.Fraction", "uuid.UUID",
    };

    // Their classes hold settings; their functions are not called by pickles.
    private static readonly string[] s_trainers = ["pytorch_lightning.", "lightning.", "lightning_fabric.", "omegaconf."];

    // An object of a class of these is no training state, whatever it is.
    private static readonly HashSet<string> s_dangerousModules = new(StringComparer.Ordinal)
    {
        "os", "posix", "nt", "subprocess", "sys", "builtins", "__builtin__", "importlib", "runpy", "socket", "shutil", "pty", "ctypes", "pickle", "_pickle", "marshal",
        "code", "codeop", "types", "functools", "operator", "webbrowser", "asyncio", "multiprocessing", "threading", "signal", "platform", "commands", "pip", "timeit",
        "pdb", "bdb", "cProfile", "profile", "http", "urllib", "requests", "ftplib", "smtplib", "ssl", "tempfile", "zipfile", "tarfile",
    };

    /// <summary>Whether a call of this is known to belong to training state.</summary>
    public static bool MayBeCalled(PickleGlobal global) => s_callable.Contains(global.FullName) || IsTrainerClass(global);

    /// <summary>Whether an object of this class may be training state.</summary>
    public static bool MayBeCreated(PickleGlobal type) => MayBeCalled(type) || !s_dangerousModules.Contains(Root(type.Module));

    private static bool IsTrainerClass(PickleGlobal global)
        => global.Name.Length > 0 && char.IsAsciiLetterUpper(global.Name[0]) && !global.Name.Contains('.', StringComparison.Ordinal)
        && s_trainers.Any(trainer => global.Module.StartsWith(trainer, StringComparison.Ordinal));

    private static string Root(string module)
    {
        int dot = module.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? module : module[..dot];
    }
}
