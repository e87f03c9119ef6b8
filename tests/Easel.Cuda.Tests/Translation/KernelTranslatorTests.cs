using Easel.Cuda.Driver;
using Easel.Cuda.Tests.Devices;
using Easel.Cuda.Tests.Driver;
using Easel.Cuda.Translation;
using Easel.Tensors;

namespace Easel.Cuda.Tests.Translation;

/// <summary>Threads that translate ahead, and who waits for them.</summary>
public sealed class KernelTranslatorTests
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);

    [Fact]
    public void What_is_translated_already_is_not_translated_again()
    {
        using TranslationRun run = new();
        IdleDriver driver = new();
        using KernelLibrary library = run.Open(driver, threads: 2);
        Wait(() => driver.Translated.Length == TranslationRun.Kernels.Length && library.Count.Translated == TranslationRun.Kernels.Length);

        foreach (KernelName kernel in TranslationRun.Kernels)
        {
            library.Find(kernel.File, kernel.Name);
            library.Find(kernel.File, kernel.Name);
        }

        Assert.Equal(TranslationRun.Kernels.Length, driver.Translated.Length);
        Assert.Equal(TranslationRun.Kernels.Length, driver.Loads.Count);
        Assert.DoesNotContain(false, driver.Loads);
    }

    [Fact]
    public async Task Who_wants_what_is_not_begun_translates_it_and_who_wants_what_is_begun_waits()
    {
        using ManualResetEventSlim gate = new();
        using TranslationRun run = new();
        IdleDriver driver = new() { Translating = name => Hold(name == "combine" ? gate : null) };
        using KernelLibrary library = run.Open(driver, threads: 1);
        Wait(() => driver.Translated.Length == 1);

        nint other = library.Find("elementwise", "embed_half");
        Task<nint> waiting = Task.Run(() => library.Find("elementwise", "combine"), TestContext.Current.CancellationToken);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        bool isEarly = waiting.IsCompleted;
        gate.Set();
        await waiting.WaitAsync(s_longest, TestContext.Current.CancellationToken);

        Assert.NotEqual(0, other);
        Assert.False(isEarly);
        Assert.Single(driver.Translated, "combine");
        Assert.Single(driver.Translated, "embed_half");
    }

    [Fact]
    public async Task A_device_that_is_disposed_waits_for_what_is_being_translated_and_begins_nothing_else()
    {
        using ManualResetEventSlim gate = new();
        IdleDriver driver = new() { Translating = _ => Hold(gate) };
        CudaDevice device = new(driver, 0, Precision.Autocast, translation: new TranslationSettings { Threads = 2 });
        Wait(() => driver.Translated.Length == 2);

        Task disposing = Task.Run(device.Dispose, TestContext.Current.CancellationToken);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        bool isEarly = disposing.IsCompleted;
        gate.Set();
        await disposing.WaitAsync(s_longest, TestContext.Current.CancellationToken);

        Assert.False(isEarly);
        Assert.Equal(2, driver.Translated.Length);
        Assert.False(driver.IsOpen);
        Assert.Equal(0, driver.Modules);
    }

    [Fact]
    public void Two_devices_at_once_keep_whole_translations()
    {
        using TranslationRun run = new();
        IdleDriver[] drivers = [new(), new()];
        KernelLibrary[] libraries = [.. drivers.Select(driver => run.Open(driver, threads: 2))];
        Parallel.ForEach(libraries, library =>
        {
            foreach (KernelName kernel in TranslationRun.Kernels.Reverse())
            {
                library.Find(kernel.File, kernel.Name);
            }
        });
        Array.ForEach(libraries, library => library.Dispose());
        IdleDriver third = new();

        using (KernelLibrary library = run.Open(third))
        {
            Assert.All(TranslationRun.Kernels, kernel => Assert.NotEqual(0, library.Find(kernel.File, kernel.Name)));
        }

        Assert.Empty(third.Translated);
        Assert.Equal(TranslationRun.Kernels.Length, run.Files.Length);
    }

    [Fact]
    public void What_cannot_be_translated_is_named_with_the_log_of_the_first_try()
    {
        using TranslationRun run = new();
        IdleDriver driver = new()
        {
            Translating = _ => throw new CudaException(CudaError.InvalidPtx, "The NVIDIA driver answered cuLinkAddData_v2 with CUDA_ERROR_INVALID_PTX. Its log: line 7."),
            Loading = (_, _) => throw new CudaException(CudaError.InvalidPtx, "The NVIDIA driver answered cuModuleLoadDataEx with CUDA_ERROR_INVALID_PTX."),
        };
        using KernelLibrary library = run.Open(driver, threads: 1);

        CudaException thrown = Assert.Throws<CudaException>(() => library.Find("elementwise", "combine"));

        Assert.Equal(CudaError.InvalidPtx, thrown.Error);
        Assert.Equal("The kernel combine cannot be loaded. The NVIDIA driver answered cuLinkAddData_v2 with CUDA_ERROR_INVALID_PTX. Its log: line 7.", thrown.Message);
        Assert.Empty(run.Files);
    }

    [Fact]
    public void What_the_linker_cannot_translate_the_driver_translates_as_it_loads()
    {
        using TranslationRun run = new();
        IdleDriver driver = new() { Translating = _ => throw new CudaException(CudaError.Unknown, "Not today.") };

        TranslationCount count = run.Start(driver);

        Assert.Equal([false], driver.Loads);
        Assert.Equal((0, 0, 1), (count.Translated, count.Kept, count.Loaded));
    }

    [Fact]
    public void A_kept_translation_that_the_driver_refuses_is_kept_no_longer()
    {
        using TranslationRun run = new();
        run.Start(new IdleDriver());
        IdleDriver refusing = new() { Loading = (_, isTranslated) => ThrowIf(isTranslated) };

        run.Start(refusing);

        Assert.Equal([false], refusing.Loads);
        Assert.Empty(run.Files);
    }

    [Fact]
    public void Without_a_linker_the_driver_translates_as_it_loads_and_nothing_is_kept()
    {
        using TranslationRun run = new();
        IdleDriver driver = new() { Links = false };

        using (KernelLibrary library = run.Open(driver, threads: 2))
        {
            library.Find("elementwise", "combine");
        }

        Assert.Equal([false], driver.Loads);
        Assert.Empty(run.Files);
    }

    [Fact]
    public void Numbers_are_the_same_whoever_translated()
    {
        using TranslationRun run = new();
        float[] wanted = Numbers.Random(100, 3);

        foreach (TranslationSettings settings in (TranslationSettings[])[new() { Folder = run.Folder, Threads = 2 }, new() { Folder = run.Folder }, TranslationSettings.ByDriver])
        {
            InterpretingDriver driver = new();
            using CudaDevice device = new(driver, 0, Precision.Full, translation: settings);
            using Tensor x = device.Upload(wanted, [100]);
            using Tensor y = device.Combine(2, x, -1, x);

            Assert.Equal(wanted, Numbers.Read(y));
            Assert.Equal(settings.UsesLinker ? 1 : 0, device.Translations.Translated + device.Translations.Kept > 0 ? 1 : 0);
        }
    }

    private static void Hold(ManualResetEventSlim? gate) => Assert.True(gate?.Wait(s_longest) ?? true);

    private static void ThrowIf(bool refuses)
    {
        if (refuses)
        {
            throw new CudaException(CudaError.NoBinaryForCard, "Not for this card.");
        }
    }

    private static void Wait(Func<bool> holds) => Assert.True(SpinWait.SpinUntil(holds, s_longest));
}
