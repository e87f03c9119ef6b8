using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Easel.Cuda.Driver;

namespace Easel.Cuda.Tests.Driver;

/// <summary>A driver's library made for one test by the machine's C compiler from <c>FakeCuda.c</c>: it notes calls and answers as the test wants.</summary>
internal sealed unsafe class FakeCuda : IDisposable
{
    // Libraries by their definitions, compiled once. Each test loads a file of its own: what it notes is its own.
    private static readonly ConcurrentDictionary<string, Lazy<byte[]>> s_compiled = new(StringComparer.Ordinal);

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"fakecuda-{Guid.NewGuid():N}.so");
    private readonly nint _library;

    /// <summary>Makes one.</summary>
    /// <param name="definitions">Such as <c>VERSION=10020</c> or <c>WITHOUT_FILL</c>.</param>
    public FakeCuda(params string[] definitions)
    {
        byte[] library = s_compiled.GetOrAdd(string.Join(' ', definitions), _ => new(() => Compile(definitions))).Value;
        File.WriteAllBytes(_path, library);
        _library = NativeLibrary.Load(_path);
    }

    /// <summary>Where it lies.</summary>
    public string LibraryPath => _path;

    /// <summary>The calls since <see cref="Forget"/>, one a line.</summary>
    public string[] Notes => Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)Export("fake_notes"))())!.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Handles that were given out and have not come back.</summary>
    public int Live => ((delegate* unmanaged<int>)Export("fake_live"))();

    public CudaDriver Driver() => new(_path);

    /// <summary>A driver with its card open, and nothing noted yet.</summary>
    public CudaDriver Opened()
    {
        CudaDriver driver = Driver();
        driver.OpenContext(0);
        Forget();
        return driver;
    }

    public void Forget() => ((delegate* unmanaged<void>)Export("fake_forget"))();

    /// <summary>From now on a call fails; all that need a context if it is "*".</summary>
    public void Fail(string call, int code)
    {
        fixed (byte* name = System.Text.Encoding.ASCII.GetBytes(call + '\0'))
        {
            ((delegate* unmanaged<byte*, int, void>)Export("fake_fail"))(name, code);
        }
    }

    public void Dispose() => File.Delete(_path);

    private nint Export(string name) => NativeLibrary.GetExport(_library, name);

    private static byte[] Compile(string[] definitions)
    {
        string path = Path.Combine(Path.GetTempPath(), $"fakecuda-{Guid.NewGuid():N}.so");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "NOT TESTED: the fake driver is compiled on Linux and macOS only.");
        ProcessStartInfo compiler = new("cc", ["-shared", "-fPIC", "-w", .. definitions.Select(definition => $"-D{definition}"), "-o", path, Path.Combine(AppContext.BaseDirectory, "Driver", "FakeCuda.c")])
        {
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(compiler)!;
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, errors);
            return File.ReadAllBytes(path);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("NOT TESTED: there is no C compiler (cc) on this machine to make the fake driver with.");
            throw;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
