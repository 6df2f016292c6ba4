using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Blind.B.Bad.BrokerPool;

public readonly record struct Envelope(Guid Id, ReadOnlyMemory<byte> Body);

public interface IBrokerLink
{
    bool Alive { get; }
    Task<bool> DeliverAsync(Envelope envelope, CancellationToken ct);
}

public sealed class BrokerLink : IBrokerLink, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ILogger _log;
    private readonly string _host;
    private Socket _socket;

    public BrokerLink(string host, ILogger log)
    {
        (_host, _log) = (host, log);
        _socket = Dial();
    }

    public bool Alive => _socket is { Connected: true }; // ! NWA3007

    private Socket Dial()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) }; // ! NWA1006|NWA5003
        socket.Connect(_host, 5671); // ! NWA3006
        return socket;
    }

    public async Task<bool> DeliverAsync(Envelope envelope, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        if (!Alive)
        {
            _socket = Dial(); // ! NWA5005|NWA6002
        }

        var frame = new byte[20 + envelope.Body.Length];
        envelope.Id.TryWriteBytes(frame);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(16), envelope.Body.Length);
        envelope.Body.CopyTo(frame.AsMemory(20));
        await _socket.SendAsync(frame.AsMemory(), SocketFlags.None, ct); // ! NWA6006
        _turn.Release();
        return true; // ! NWA1001
    }

    public int PollCredit()
    {
        Span<byte> credit = stackalloc byte[4];
        _socket.ReceiveTimeout = 500;
        var n = _socket.Receive(credit, SocketFlags.None, out _); // ! NWA1010
        _log.LogTrace("{Count} bytes of credit", n);
        return n == 0 ? 0 : BinaryPrimitives.ReadInt32BigEndian(credit); // ! NWA2003
    }

    public void Dispose()
    {
        _socket.Dispose();
        _turn.Dispose();
    }
}

public sealed class BrokerConnectionPool(Func<BrokerLink> open)
{
    private readonly ConcurrentQueue<BrokerLink> _links = new();

    public void Return(BrokerLink link) => _links.Enqueue(link);

    public bool TryTake([NotNullWhen(true)] out IBrokerLink? link)
    {
        while (_links.TryDequeue(out var candidate))
        {
            if (candidate.Alive)
            {
                link = candidate;
                return true;
            }

            candidate.Dispose();
        }

        link = open();
        return true;
    }
}
