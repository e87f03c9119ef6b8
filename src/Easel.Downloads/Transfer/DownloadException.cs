namespace Easel.Downloads.Transfer;

/// <summary>A download that did not succeed, why, and what to do.</summary>
public sealed class DownloadException(string message, Exception? inner = null) : IOException(message, inner);
