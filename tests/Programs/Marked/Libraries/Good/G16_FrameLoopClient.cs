using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FrameLoop;

public abstract class FrameBehaviour
{
    public abstract void Update(double deltaSeconds);
}

/// <summary>
/// Runs on the engine's only thread: nothing here may wait, so the sockets are non-blocking and are looked at once per frame.
/// </summary>
public sealed class FrameLoopClient : FrameBehaviour, IDisposable
{
    private const int MaxMessage = 32 * 1024;
    private const double PingEvery = 2;
    private const double DeadAfter = 8;
    private readonly byte[] _incoming = new byte[MaxMessage + 4];
    private readonly Queue<byte[]> _outgoing = new();
    private readonly Socket _socket;
    private int _filled;
    private int _sentOfHead;
    private double _sinceHeard;
    private double _sincePing;

    private FrameLoopClient(Socket connected)
    {
        _socket = connected;
        _socket.NoDelay = true;
        _socket.Blocking = false;
    }

    public event Action<string> MessageReceived;
    public event Action<string> Lost;

    public bool Alive { get; private set; } = true;

    public static async Task<FrameLoopClient> JoinAsync(string host, int port, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(host, port, limit.Token);
            return new FrameLoopClient(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Say(string text)
    {
        byte[] body = Encoding.UTF8.GetBytes(text);
        byte[] framed = new byte[4 + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(framed, body.Length);
        body.CopyTo(framed, 4);
        _outgoing.Enqueue(framed);
    }

    public override void Update(double deltaSeconds)
    {
        if (!Alive) return;
        _sinceHeard += deltaSeconds;
        _sincePing += deltaSeconds;
        if (_sincePing > PingEvery)
        {
            _sincePing = 0;
            Say("");
        }
        try
        {
            Receive();
            Flush();
        }
        catch (Exception ex) when (ex is SocketException or InvalidDataException)
        {
            Lose(ex.Message);
            return;
        }
        if (_sinceHeard > DeadAfter) Lose("server is silent");
    }

    private void Receive()
    {
        while (Alive)
        {
            int n = _socket.Receive(_incoming, _filled, _incoming.Length - _filled, SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock) return;
            if (error != SocketError.Success) throw new SocketException((int)error);
            if (n == 0)
            {
                Lose("server closed the connection");
                return;
            }
            _sinceHeard = 0;
            _filled += n;
            Split();
        }
    }

    private void Split()
    {
        int at = 0;
        while (_filled - at >= 4)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(_incoming.AsSpan(at));
            if (length is < 0 or > MaxMessage) throw new InvalidDataException("message of " + length + " bytes");
            if (_filled - at - 4 < length) break;
            if (length > 0) MessageReceived?.Invoke(Encoding.UTF8.GetString(_incoming, at + 4, length));
            at += 4 + length;
        }
        Buffer.BlockCopy(_incoming, at, _incoming, 0, _filled - at);
        _filled -= at;
    }

    private void Flush()
    {
        while (Alive && _outgoing.TryPeek(out byte[] head))
        {
            int n = _socket.Send(head, _sentOfHead, head.Length - _sentOfHead, SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock) return;
            if (error != SocketError.Success) throw new SocketException((int)error);
            _sentOfHead += n;
            if (_sentOfHead < head.Length) continue;
            _outgoing.Dequeue();
            _sentOfHead = 0;
        }
    }

    private void Lose(string reason)
    {
        Alive = false;
        _socket.Dispose();
        Lost?.Invoke(reason);
    }

    public void Dispose()
    {
        Alive = false;
        _socket.Dispose();
    }
}

/// <summary>Position updates go by UDP; one that gets lost is replaced by the next.</summary>
public sealed class FrameLoopPositions : FrameBehaviour, IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
    private readonly byte[] _buffer = new byte[ushort.MaxValue];
    private readonly IPEndPoint _server;
    private ushort _newest;

    public FrameLoopPositions(IPEndPoint server)
    {
        _server = server;
        _socket.Bind(new IPEndPoint(IPAddress.Any, 0));
    }

    public event Action<byte[]> PositionsReceived;

    public override void Update(double deltaSeconds)
    {
        for (int i = 0; i < 100 && _socket.Available > 0; i++)
        {
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            int n;
            try
            {
                n = _socket.ReceiveFrom(_buffer, ref from);
            }
            catch (SocketException)
            {
                continue;
            }
            if (!from.Equals(_server) || n < 2) continue;
            ushort number = BinaryPrimitives.ReadUInt16BigEndian(_buffer);
            if ((short)(number - _newest) <= 0) continue;
            _newest = number;
            PositionsReceived?.Invoke(_buffer[2..n]);
        }
    }

    public void Dispose() => _socket.Dispose();
}
