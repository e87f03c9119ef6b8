using Easel.Cuda.Driver;

namespace Easel.Cuda;

/// <summary>Which cards there are, or why there are none. Until it is disposed, the card whose memory was asked for stays open, so that a device opens it sooner.</summary>
public sealed class CardSurvey : IDisposable
{
    private ICudaDriver? _driver;
    private int? _opened;

    /// <summary>Why there is no card at all, as a sentence; none if there are some.</summary>
    public string? Obstacle { get; private init; }

    /// <summary>Whether there is an NVIDIA card as far as can be told: a driver that finds none, or none at all, are no trouble worth telling.</summary>
    public bool HasTrouble { get; private init; }

    /// <summary>The newest CUDA that the driver speaks: 12040 is 12.4; none without a driver.</summary>
    public int? DriverVersion => _driver?.Version;

    /// <summary>All, in the driver's order.</summary>
    public IReadOnlyList<Card> Cards { get; private init; } = [];

    /// <summary>Looks for them.</summary>
    public static CardSurvey Take() => Take(() => new CudaDriver());

    /// <param name="load">Loads the driver.</param>
    internal static CardSurvey Take(Func<ICudaDriver> load)
    {
        try
        {
            ICudaDriver driver = load();
            return new CardSurvey { _driver = driver, Cards = [.. Enumerable.Range(0, driver.CardCount).Select(card => Describe(driver, card))] };
        }
        catch (CudaException exception)
        {
            return new CardSurvey
            {
                Obstacle = exception.Message,
                HasTrouble = exception.Error is not (CudaError.NoDriver or CudaError.NoCard or CudaError.StubLibrary),
            };
        }
    }

    /// <summary>Bytes of a card's memory that are free, and all. Opens the card.</summary>
    /// <exception cref="CudaException">It cannot be opened.</exception>
    public (long Free, long Total) MemoryOf(Card card)
    {
        ArgumentNullException.ThrowIfNull(card);
        ObjectDisposedException.ThrowIf(_driver is null, this);
        if (_opened != card.Index)
        {
            Close();
            _driver.OpenContext(card.Index);
            _opened = card.Index;
        }

        return _driver.MemoryInfo();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        _driver = null;
    }

    private static Card Describe(ICudaDriver driver, int index)
    {
        CardProperties properties = driver.Describe(index);
        return new Card(index, properties, CudaRequirements.Obstacle(index, properties));
    }

    private void Close()
    {
        if (_opened is not null)
        {
            _opened = null;
            _driver?.CloseContext();
        }
    }
}
