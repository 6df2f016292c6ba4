using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace LeasedPool;

public interface IWireConnection : IDisposable
{
    DateTime IdleSince { get; set; }
    byte[] Exchange(byte[] request);
}

public sealed class WireConnection : IWireConnection
{
    private const int MaxReply = 1 << 20;
    private readonly Socket _socket;

    public WireConnection(IPEndPoint endPoint, int timeoutMilliseconds)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            socket.SendTimeout = timeoutMilliseconds;
            socket.ReceiveTimeout = timeoutMilliseconds;
            using var limit = new CancellationTokenSource(timeoutMilliseconds);
            socket.ConnectAsync(endPoint, limit.Token).AsTask().GetAwaiter().GetResult();
            _socket = socket;
            socket = null;
        }
        finally
        {
            socket?.Dispose();
        }
    }

    public DateTime IdleSince { get; set; }

    public byte[] Exchange(byte[] request)
    {
        byte[] frame = new byte[4 + request.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, request.Length);
        request.CopyTo(frame, 4);
        _socket.Send(frame);
        byte[] head = new byte[4];
        Fill(head);
        int length = BinaryPrimitives.ReadInt32BigEndian(head);
        if (length is < 0 or > MaxReply) throw new InvalidDataException("reply of " + length);
        byte[] reply = new byte[length];
        Fill(reply);
        return reply;
    }

    private void Fill(Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            int n = _socket.Receive(target);
            if (n <= 0) throw new EndOfStreamException();
            target = target[n..];
        }
    }

    public void Dispose() => _socket.Dispose();
}

public readonly struct Lease : IDisposable
{
    private readonly ConnectionPool _pool;

    internal Lease(ConnectionPool pool, IWireConnection connection)
    {
        _pool = pool;
        Connection = connection;
    }

    public IWireConnection Connection { get; }

    public void Dispose() => _pool.GiveBack(Connection);
}

public sealed class ConnectionPool : IDisposable
{
    private readonly ConcurrentStack<IWireConnection> _idle = new();
    private readonly ConcurrentDictionary<IWireConnection, bool> _broken = new();
    private readonly SemaphoreSlim _slots;
    private readonly Func<IWireConnection> _factory;
    private readonly TimeSpan _maxIdle;
    private readonly Timer _sweeper;
    private volatile bool _disposed;

    public ConnectionPool(Func<IWireConnection> factory, int capacity, TimeSpan maxIdle)
    {
        _factory = factory;
        _maxIdle = maxIdle;
        _slots = new SemaphoreSlim(capacity, capacity);
        _sweeper = new Timer(_ => Sweep(), null, maxIdle, maxIdle);
    }

    public byte[] Exchange(byte[] request)
    {
        using Lease lease = Rent(TimeSpan.FromSeconds(5));
        try
        {
            return lease.Connection.Exchange(request);
        }
        catch
        {
            _broken[lease.Connection] = true;
            throw;
        }
    }

    public Lease Rent(TimeSpan patience)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_slots.Wait(patience)) throw new TimeoutException("connection pool is exhausted");
        try
        {
            while (_idle.TryPop(out IWireConnection pooled))
            {
                if (DateTime.UtcNow - pooled.IdleSince < _maxIdle) return new Lease(this, pooled);
                pooled.Dispose();
            }
            return new Lease(this, _factory());
        }
        catch
        {
            _slots.Release();
            throw;
        }
    }

    internal void GiveBack(IWireConnection connection)
    {
        bool broken = _broken.TryRemove(connection, out _);
        if (broken || _disposed)
        {
            connection.Dispose();
        }
        else
        {
            connection.IdleSince = DateTime.UtcNow;
            _idle.Push(connection);
            if (_disposed) Drain();
        }
        _slots.Release();
    }

    private void Sweep()
    {
        IWireConnection[] all = new IWireConnection[_idle.Count];
        int count = all.Length == 0 ? 0 : _idle.TryPopRange(all, 0, all.Length);
        for (int i = count - 1; i >= 0; i--)
        {
            if (!_disposed && DateTime.UtcNow - all[i].IdleSince < _maxIdle) _idle.Push(all[i]);
            else all[i].Dispose();
        }
    }

    private void Drain()
    {
        while (_idle.TryPop(out IWireConnection connection)) connection.Dispose();
    }

    public void Dispose()
    {
        _disposed = true;
        _sweeper.Dispose();
        Drain();
    }
}
