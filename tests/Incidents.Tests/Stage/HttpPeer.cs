using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Incidents.Tests.Stage;

/// <summary>An HTTP server on loopback that gives every request the same answer, keeps its connections open and counts them.</summary>
public sealed class HttpPeer : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new(Patience.Limit);
    private readonly Socket _listener = Loopback.Listen();
    private readonly byte[] _answer;
    private readonly Task _accepting;
    private int _connections;

    /// <summary>Starts to listen.</summary>
    /// <param name="body">What it answers.</param>
    public HttpPeer(string body)
    {
        _answer = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        _accepting = Accept();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address => _listener.Address();

    /// <summary>How many connections it has accepted.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _over.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var accepted = await _listener.AcceptAsync(_over.Token);
                Interlocked.Increment(ref _connections);
                _ = Answer(accepted);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task Answer(Socket accepted)
    {
        using var stream = new NetworkStream(accepted, ownsSocket: true);
        var request = new byte[4096];
        var length = 0;
        try
        {
            while (await stream.ReadAsync(request.AsMemory(length), _over.Token) is > 0 and var read)
            {
                length += read;
                if (request.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
                {
                    length = 0;
                    await stream.WriteAsync(_answer, _over.Token);
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
        }
    }
}
