using System.Buffers.Binary;
using System.Net.Sockets;

namespace QueueWire.Amqp;

public readonly record struct AmqpFrame(byte Type, ushort Channel, byte[] Payload);

public interface IFrameSink
{
    Task OnFrameAsync(AmqpFrame frame);
}

public abstract class AmqpLinkBase
{
    private readonly byte[] _heartbeat = { 8, 0, 0, 0, 0, 0, 0, 0xCE };
    private Timer _heartbeatTimer;

    protected Socket Socket { get; private set; }
    protected NetworkStream Stream { get; private set; }
    protected DateTime LastWrite { get; private set; } = DateTime.UtcNow;

    protected async Task OpenAsync(string host, int port)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        Socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await Socket.ConnectAsync(host, port, limit.Token); // ! NWA5003
        Socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true); // ! NWA3002
        Stream = new NetworkStream(Socket, true);
        byte[] header = "AMQP\0\0\t\u0001"u8.ToArray();
        await Stream.WriteAsync(header, limit.Token);
    }

    protected void StartHeartbeat(TimeSpan interval)
    {
        _heartbeatTimer = new Timer(_ => SendHeartbeat(), null, interval, interval);
    }

    private async void SendHeartbeat() // ! NWA4012
    {
        await Stream.WriteAsync(_heartbeat); // ! NWA1009
        LastWrite = DateTime.UtcNow;
    }

    protected void CloseLink()
    {
        _heartbeatTimer?.Dispose();
        Stream?.Dispose();
    }
}

public sealed class AmqpLink : AmqpLinkBase, IDisposable
{
    private readonly SemaphoreSlim _sendGate = new(1, 1);
    private readonly IFrameSink _sink;
    private readonly Queue<AmqpFrame> _unsent = new();
    private Task _reader;

    public AmqpLink(IFrameSink sink) => _sink = sink;

    public async Task StartAsync(string host, int port = 5672)
    {
        await OpenAsync(host, port);
        StartHeartbeat(TimeSpan.FromSeconds(30));
        _reader = ReadFramesAsync();
    }

    public async Task PublishAsync(AmqpFrame frame)
    {
        byte[] bytes = Encode(frame);
        await _sendGate.WaitAsync();
        try
        {
            await Stream.WriteAsync(bytes);
        }
        finally
        {
            _sendGate.Release();
        }
    }

    public void Buffer(AmqpFrame frame)
    {
        lock (_unsent) _unsent.Enqueue(frame);
    }

    public async Task FlushBufferedAsync()
    {
        while (true)
        {
            AmqpFrame next;
            lock (_unsent)
            {
                if (!_unsent.TryDequeue(out next)) return; // ! NWA1001
            }
            await PublishAsync(next);
        }
    }

    private async Task ReadFramesAsync()
    {
        byte[] head = new byte[7];
        while (true)
        {
            await Stream.ReadExactlyAsync(head);
            uint size = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(3));
            byte[] body = new byte[size + 1]; // ! NWA9001
            await Stream.ReadExactlyAsync(body);
            if (body[size] != 0xCE) throw new InvalidDataException("frame end expected");
            var frame = new AmqpFrame(head[0], BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(1)), body[..^1]);
            if (frame.Type == 8) continue;
            _sink.OnFrameAsync(frame).Wait(); // ! NWA6002
        }
    }

    private static byte[] Encode(AmqpFrame frame)
    {
        byte[] bytes = new byte[8 + frame.Payload.Length];
        bytes[0] = frame.Type;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(1), frame.Channel);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(3), frame.Payload.Length);
        frame.Payload.CopyTo(bytes, 7);
        bytes[^1] = 0xCE;
        return bytes;
    }

    public void Dispose()
    {
        CloseLink();
        _sendGate.Dispose();
    }
}
