using System.Text;

namespace Easel.Cuda.Driver;

/// <content>PTX into the card's own code.</content>
internal sealed unsafe partial class CudaDriver
{
    private const int LogBytes = 8192;

    // cuda.h: CU_JIT_INPUT_PTX
    private const int TextInput = 1;

    /// <inheritdoc/>
    public byte[]? Translate(ReadOnlySpan<byte> ptx)
    {
        if (_calls.LinkCreate is null)
        {
            return null;
        }

        byte[] errors = new byte[LogBytes];
        byte[] notes = new byte[LogBytes];
        fixed (byte* text = WithFinalZero(ptx), errorsStart = errors, notesStart = notes, name = "kernel.ptx\0"u8)
        {
            // The linker writes into the logs, and their sizes into the list of values, until it is destroyed.
            int* options = stackalloc int[] { (int)TranslationOption.NoteLog, (int)TranslationOption.NoteLogBytes, (int)TranslationOption.ErrorLog, (int)TranslationOption.ErrorLogBytes };
            nint* values = stackalloc nint[] { (nint)notesStart, LogBytes, (nint)errorsStart, LogBytes };
            nint linker;
            int created = InContext.LinkCreate(4, options, values, &linker);
            if (created == (int)CudaError.NotSupported)
            {
                return null;
            }

            _calls.Check(created, "cuLinkCreate_v2");
            try
            {
                int result = _calls.LinkAddData(linker, TextInput, text, (nuint)ptx.Length + 1, name, 0, null, null);
                if (result != 0)
                {
                    _calls.Check(result, "cuLinkAddData_v2", LogsText(errors, notes));
                }

                byte* code;
                nuint bytes;
                result = _calls.LinkComplete(linker, &code, &bytes);
                if (result != 0)
                {
                    _calls.Check(result, "cuLinkComplete", LogsText(errors, notes));
                }

                // The code is the linker's, and goes with it.
                return new ReadOnlySpan<byte>(code, checked((int)bytes)).ToArray();
            }
            finally
            {
                _ = _calls.LinkDestroy(linker);
            }
        }
    }

    /// <summary>The driver wants texts to end so.</summary>
    private static byte[] WithFinalZero(ReadOnlySpan<byte> text)
    {
        byte[] bytes = new byte[text.Length + 1];
        text.CopyTo(bytes);
        return bytes;
    }

    /// <summary>What a translator has logged, as a clause; none if that is nothing.</summary>
    private static string? LogsText(byte[] errors, byte[] notes)
        => $"{LogText(errors)}{LogText(notes)}".Trim() is { Length: > 0 } log ? $"Its log: {log}" : null;

    private static string LogText(byte[] log)
    {
        int end = Array.IndexOf(log, (byte)0);
        return Encoding.UTF8.GetString(log, 0, end < 0 ? log.Length : end).ReplaceLineEndings(" ");
    }

    /// <summary>cuda.h, CUjit_option.</summary>
    private enum TranslationOption
    {
        NoteLog = 3,
        NoteLogBytes = 4,
        ErrorLog = 5,
        ErrorLogBytes = 6,
    }
}
