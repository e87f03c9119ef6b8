using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Easel.Benchmarks.Server;

/// <summary>Answers anything with next to nothing: clients practise on it, so that their own program is compiled before a server is measured.</summary>
internal sealed class PracticeServer : IDisposable
{
    private static readonly byte[] s_answer = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 19\r\n\r\nevent: practice\n{}\n");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public PracticeServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where it is reached.</summary>
    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync().ConfigureAwait(false));
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It is over.
        }
    }

    private static async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                byte[] asked = new byte[16 << 10];
                while (await client.GetStream().ReadAsync(asked).ConfigureAwait(false) > 0)
                {
                    await client.GetStream().WriteAsync(s_answer).ConfigureAwait(false);
                }
            }
            catch (IOException)
            {
                // The client has gone.
            }
        }
    }
}
