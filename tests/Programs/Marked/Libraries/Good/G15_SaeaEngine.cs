using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SaeaEngine;

public interface IPacketHandler
{
    void OnPacket(SaeaPeer peer, ReadOnlySpan<byte> packet);
    void OnGone(SaeaPeer peer);
}

public sealed class SaeaPeer
{
    private const int MaxPacket = 16 * 1024;
    private readonly SocketAsyncEventArgs _receive = new();
    private readonly SocketAsyncEventArgs _send = new();
    private readonly Queue<byte[]> _outgoing = new();
    private readonly byte[] _buffer = new byte[MaxPacket + 2];
    private readonly Socket _socket;
    private readonly IPacketHandler _handler;
    private readonly Action<SaeaPeer> _forget;
    private bool _sending;
    private int _filled;
    private int _gone;

    internal SaeaPeer(Socket socket, IPacketHandler handler, Action<SaeaPeer> forget)
    {
        _forget = forget;
        _socket = socket;
        _handler = handler;
        _receive.Completed += (_, _) => ReceiveLoop(pendingResult: true);
        _send.Completed += (_, _) => SendLoop(pendingResult: true);
    }

    public long LastHeard { get; private set; } = Environment.TickCount64;

    internal void Start() => ReceiveLoop(pendingResult: false);

    private void ReceiveLoop(bool pendingResult)
    {
        try
        {
            while (true)
            {
                if (pendingResult)
                {
                    if (_receive.SocketError != SocketError.Success || _receive.BytesTransferred == 0)
                    {
                        Close();
                        return;
                    }
                    LastHeard = Environment.TickCount64;
                    _filled += _receive.BytesTransferred;
                    if (!TakePackets())
                    {
                        Close();
                        return;
                    }
                }
                _receive.SetBuffer(_buffer, _filled, _buffer.Length - _filled);
                if (_socket.ReceiveAsync(_receive)) return;
                pendingResult = true;
            }
        }
        catch (ObjectDisposedException)
        {
            Close();
        }
        catch (Exception ex)
        {
            Console.Error.WriteLine(ex);
            Close();
        }
    }

    private bool TakePackets()
    {
        int at = 0;
        while (_filled - at >= 2)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(_buffer.AsSpan(at));
            if (length > MaxPacket) return false;
            if (_filled - at - 2 < length) break;
            _handler.OnPacket(this, _buffer.AsSpan(at + 2, length));
            at += 2 + length;
        }
        Buffer.BlockCopy(_buffer, at, _buffer, 0, _filled - at);
        _filled -= at;
        return true;
    }

    public void Send(ReadOnlySpan<byte> packet)
    {
        byte[] framed = new byte[packet.Length + 2];
        BinaryPrimitives.WriteUInt16LittleEndian(framed, (ushort)packet.Length);
        packet.CopyTo(framed.AsSpan(2));
        bool start = false;
        bool tooSlow;
        lock (_outgoing)
        {
            tooSlow = _outgoing.Count >= 1000;
            if (!tooSlow)
            {
                _outgoing.Enqueue(framed);
                start = !_sending;
                _sending = true;
            }
        }
        if (tooSlow) Close();
        else if (start) SendLoop(pendingResult: false);
    }

    private void SendLoop(bool pendingResult)
    {
        try
        {
            while (true)
            {
                if (pendingResult)
                {
                    if (_send.SocketError != SocketError.Success)
                    {
                        Close();
                        return;
                    }
                    int rest = _send.Count - _send.BytesTransferred;
                    if (rest > 0)
                    {
                        _send.SetBuffer(_send.Offset + _send.BytesTransferred, rest);
                        if (_socket.SendAsync(_send)) return;
                        continue;
                    }
                }
                lock (_outgoing)
                {
                    if (!_outgoing.TryDequeue(out byte[] next))
                    {
                        _sending = false;
                        return;
                    }
                    _send.SetBuffer(next, 0, next.Length);
                }
                if (_socket.SendAsync(_send)) return;
                pendingResult = true;
            }
        }
        catch (ObjectDisposedException)
        {
            Close();
        }
    }

    public void Close()
    {
        if (Interlocked.Exchange(ref _gone, 1) != 0) return;
        _socket.Dispose();
        _receive.Dispose();
        _send.Dispose();
        _forget(this);
        _handler.OnGone(this);
    }
}

public sealed class SaeaServer : IDisposable
{
    private readonly ConcurrentDictionary<SaeaPeer, byte> _peers = new();
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly IPacketHandler _handler;
    private readonly Timer _reaper;
    private readonly int _limit;

    public SaeaServer(IPacketHandler handler, int limit)
    {
        _handler = handler;
        _limit = limit;
        _reaper = new Timer(_ => Reap(), null, 5000, 5000);
    }

    public async Task RunAsync(IPEndPoint local)
    {
        _listener.Bind(local);
        _listener.Listen();
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync().ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException ex)
            {
                if (ex.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted) return;
                await Task.Delay(50).ConfigureAwait(false);
                continue;
            }
            if (_peers.Count >= _limit)
            {
                socket.Dispose();
                continue;
            }
            var peer = new SaeaPeer(socket, _handler, gone => _peers.TryRemove(gone, out _));
            _peers.TryAdd(peer, 0);
            peer.Start();
        }
    }

    /// <summary>Clients send at least a ping every ten seconds; who has been silent for thirty is gone.</summary>
    private void Reap()
    {
        foreach (SaeaPeer peer in _peers.Keys)
        {
            if (Environment.TickCount64 - peer.LastHeard > 30_000) peer.Close();
        }
    }

    public void Dispose()
    {
        _reaper.Dispose();
        _listener.Dispose();
        foreach (SaeaPeer peer in _peers.Keys) peer.Close();
    }
}
