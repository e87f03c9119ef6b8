namespace Easel.Downloads.Transfer;

/// <summary>Is told how a download goes. It may look, not touch.</summary>
public interface IDownloadObserver
{
    /// <summary>What is here of an earlier download is read, so that its hash is known.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="done">Bytes read.</param>
    /// <param name="total">Of so many.</param>
    void Rereading(string file, long done, long total);

    /// <summary>Bytes have arrived.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="done">Bytes that are here, those of earlier downloads too.</param>
    /// <param name="total">Of so many; none if nobody says.</param>
    void Arrived(string file, long done, long? total);

    /// <summary>Something is to be known: an attempt failed, another mirror is asked.</summary>
    /// <param name="message">A sentence.</param>
    void Note(string message);
}
