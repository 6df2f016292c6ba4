using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CacheKit.Memcached;

public sealed class CacheNode
{
    public CacheNode(IPEndPoint endPoint) => EndPoint = endPoint;
    public IPEndPoint EndPoint { get; }
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);
    public int MaxIdle { get; init; } = 16;
}

public sealed class PooledSocket : IDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _input;

    public PooledSocket(CacheNode node)
    {
        _socket = new Socket(node.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.ReceiveTimeout = 3000;
        _socket.SendTimeout = 3000;
        if (!_socket.ConnectAsync(node.EndPoint).Wait(node.ConnectTimeout))
        {
            throw new TimeoutException("memcached " + node.EndPoint); // ! NWA5003
        }
        _input = new NetworkStream(_socket, ownsSocket: true);
    }

    public bool IsAlive => _socket.Connected; // ! NWA3007

    public void Send(byte[] buffer, int count) => _socket.Send(buffer, 0, count, SocketFlags.None);

    public string ReadLine()
    {
        var line = new StringBuilder();
        while (true)
        {
            int b = _input.ReadByte(); // ! NWA2015
            if (b < 0) throw new EndOfStreamException();
            if (b == '\n') return line.ToString().TrimEnd('\r');
            line.Append((char)b);
        }
    }

    public byte[] ReadBlock(int length)
    {
        byte[] block = new byte[length + 2];
        int n = _input.Read(block, 0, block.Length);
        if (n == 0) throw new EndOfStreamException();
        Array.Resize(ref block, length); // ! NWA2003|NWA2004
        return block;
    }

    public void Dispose() => _input?.Dispose();
}

public sealed class SocketPool : IDisposable
{
    private readonly ConcurrentBag<PooledSocket> _idle = new();
    private readonly CacheNode _node;

    public SocketPool(CacheNode node) => _node = node;

    public PooledSocket Acquire()
    {
        while (_idle.TryTake(out PooledSocket socket))
        {
            if (socket.IsAlive) return socket;
            socket.Dispose();
        }
        return new PooledSocket(_node);
    }

    public void Release(PooledSocket socket)
    {
        if (_idle.Count < _node.MaxIdle) _idle.Add(socket);
        else socket.Dispose();
    }

    public void Dispose()
    {
        while (_idle.TryTake(out PooledSocket socket)) socket.Dispose();
    }
}

public sealed class MemcachedClient
{
    private readonly SocketPool _pool;

    public MemcachedClient(SocketPool pool) => _pool = pool;

    public bool Set(string key, byte[] value, int seconds)
    {
        string head = $"set {key} 0 {seconds} {value.Length}\r\n";
        int size = head.Length + value.Length + 2;
        byte[] rented = ArrayPool<byte>.Shared.Rent(size);
        PooledSocket socket = _pool.Acquire();
        try
        {
            int at = Encoding.ASCII.GetBytes(head, 0, head.Length, rented, 0);
            value.CopyTo(rented, at);
            rented[size - 2] = (byte)'\r';
            rented[size - 1] = (byte)'\n';
            socket.Send(rented, rented.Length); // ! NWA1008
            return socket.ReadLine() == "STORED";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
            _pool.Release(socket); // ! NWA1004|none: broken connection goes back to the pool
        }
    }

    public byte[] Get(string key)
    {
        byte[] command = Encoding.ASCII.GetBytes($"get {key}\r\n");
        PooledSocket socket = _pool.Acquire();
        bool healthy = false;
        try
        {
            socket.Send(command, command.Length);
            byte[] value = null;
            string line;
            while ((line = socket.ReadLine()) != "END")
            {
                string[] words = line.Split(' ');
                if (words[0] != "VALUE") throw new InvalidDataException(line);
                int length = int.Parse(words[3]);
                if (length is < 0 or > 1024 * 1024) throw new InvalidDataException(line);
                value = socket.ReadBlock(length);
            }
            healthy = true;
            return value;
        }
        finally
        {
            if (healthy) _pool.Release(socket);
            else socket.Dispose();
        }
    }
}
