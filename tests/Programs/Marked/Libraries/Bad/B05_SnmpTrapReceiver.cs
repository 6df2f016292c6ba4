using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SnmpLite.Traps;

public sealed class TrapEventArgs : EventArgs
{
    public TrapEventArgs(IPEndPoint source, byte[] pdu)
    {
        Source = source;
        Pdu = pdu;
    }

    public IPEndPoint Source { get; }
    public byte[] Pdu { get; }
}

public sealed class SourceFilter
{
    private readonly List<IPAddress> _blocked = new();

    public void Block(IPAddress address) => _blocked.Add(address);

    public bool IsBlocked(IPAddress candidate)
    {
        foreach (IPAddress address in _blocked)
        {
            if (address == candidate) // ! NWA9004
            {
                return true;
            }
        }
        return false;
    }

    public static bool IsPrivate(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        return bytes[0] == 10 // ! NWA9007
            || (bytes[0] == 172 && (bytes[1] & 0xF0) == 16)
            || (bytes[0] == 192 && bytes[1] == 168);
    }
}

public abstract class DatagramListener : IDisposable
{
    private readonly Socket _socket;
    private readonly CancellationTokenSource _stop = new();
    private readonly int _bufferSize;

    protected DatagramListener(int port, int bufferSize)
    {
        _bufferSize = bufferSize;
        _socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = true };
        _socket.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
    }

    public Task Completion { get; private set; } = Task.CompletedTask;

    public void Start() => Completion = Task.Run(PumpAsync);

    protected abstract void OnDatagram(IPEndPoint from, ReadOnlySpan<byte> payload);

    protected void Reply(IPEndPoint to, byte[] data) => _socket.SendTo(data, to);

    private async Task PumpAsync()
    {
        byte[] buffer = new byte[_bufferSize];
        var any = new IPEndPoint(IPAddress.IPv6Any, 0);
        while (!_stop.IsCancellationRequested)
        {
            SocketReceiveFromResult got = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, any, _stop.Token); // ! NWA9011
            OnDatagram((IPEndPoint)got.RemoteEndPoint, buffer.AsSpan(0, got.ReceivedBytes));
        }
    }

    public virtual void Dispose()
    {
        _stop.Cancel();
        _socket.Dispose();
        _stop.Dispose();
    }
}

public sealed class TrapReceiver : DatagramListener
{
    private readonly ConcurrentDictionary<IPAddress, int> _counts = new();
    private readonly SourceFilter _filter = new();

    public TrapReceiver(int port = 162) : base(port, bufferSize: 484) { } // ! NWA9010

    public event EventHandler<TrapEventArgs> TrapReceived;

    public bool AcceptPublic { get; set; }

    protected override void OnDatagram(IPEndPoint from, ReadOnlySpan<byte> payload)
    {
        if (_filter.IsBlocked(from.Address)) return;
        if (!AcceptPublic && !SourceFilter.IsPrivate(from.Address)) return;
        _counts.AddOrUpdate(from.Address, 1, (_, n) => n + 1);
        if (payload.Length < 2 || payload[0] != 0x30) return;
        TrapReceived?.Invoke(this, new TrapEventArgs(from, payload.ToArray()));
        if (payload.Length > 2 && payload[^1] == 0xA6)
        {
            Reply(from, payload.ToArray());
        }
    }
}

public sealed class TrapForwarder
{
    private readonly string _collector;
    private readonly int _port;

    public TrapForwarder(TrapReceiver receiver, string collector, int port)
    {
        _collector = collector;
        _port = port;
        receiver.TrapReceived += ForwardTrap;
    }

    private async void ForwardTrap(object sender, TrapEventArgs e) // ! NWA4012
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(_collector, _port, limit.Token);
        NetworkStream stream = tcp.GetStream();
        await stream.WriteAsync(e.Pdu, limit.Token);
        tcp.Client.Shutdown(SocketShutdown.Send);
        byte[] ack = new byte[1];
        await stream.ReadExactlyAsync(ack, limit.Token);
    }
}
