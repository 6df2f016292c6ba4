using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BeaconNet;

public sealed class BeaconSeen
{
    public IPEndPoint From { get; init; }
    public string Service { get; init; }
    public DateTime LastSeen { get; set; }
}

public sealed class MulticastBeacon : IDisposable
{
    private static readonly IPAddress Group = IPAddress.Parse("239.77.12.5");
    private readonly ConcurrentDictionary<IPEndPoint, BeaconSeen> _seen = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly UdpClient _listener;
    private readonly Socket _sender;
    private readonly string _service;
    private readonly int _port;
    private Task _receiving = Task.CompletedTask;
    private Task _sending = Task.CompletedTask;

    public MulticastBeacon(string service, int port)
    {
        _service = service;
        _port = port;
        _listener = new UdpClient(AddressFamily.InterNetwork);
        try
        {
            _listener.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            _listener.Client.Bind(new IPEndPoint(IPAddress.Any, port));
            _listener.JoinMulticastGroup(Group);
            _sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            _sender.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, 2);
        }
        catch
        {
            _listener.Dispose();
            _sender?.Dispose();
            throw;
        }
    }

    public IReadOnlyCollection<BeaconSeen> Seen =>
        _seen.Values.Where(b => DateTime.UtcNow - b.LastSeen < TimeSpan.FromSeconds(15)).ToArray();

    public void Start()
    {
        _receiving = Task.Run(ReceiveAsync);
        _sending = Task.Run(AnnounceAsync);
    }

    private async Task ReceiveAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            UdpReceiveResult datagram;
            try
            {
                datagram = await _listener.ReceiveAsync(_stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException ex)
            {
                // An ICMP answer to one of our own datagrams, or the network going down for a while.
                Console.Error.WriteLine("beacon: " + ex.SocketErrorCode);
                await Task.Delay(50);
                continue;
            }

            string text = Encoding.UTF8.GetString(datagram.Buffer);
            if (!text.StartsWith("BEACON ", StringComparison.Ordinal)) continue;
            BeaconSeen entry = _seen.GetOrAdd(datagram.RemoteEndPoint, from => new BeaconSeen { From = from, Service = text[7..] });
            entry.LastSeen = DateTime.UtcNow;
            if (_seen.Count > 1000) Expire();
        }
    }

    private void Expire()
    {
        foreach (KeyValuePair<IPEndPoint, BeaconSeen> pair in _seen)
        {
            if (DateTime.UtcNow - pair.Value.LastSeen > TimeSpan.FromSeconds(15)) _seen.TryRemove(pair.Key, out _);
        }
    }

    private async Task AnnounceAsync()
    {
        byte[] message = Encoding.UTF8.GetBytes("BEACON " + _service);
        var target = new IPEndPoint(Group, _port);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(3));
        try
        {
            do
            {
                try
                {
                    await _sender.SendToAsync(message, SocketFlags.None, target, _stop.Token);
                }
                catch (SocketException)
                {
                    // No route right now; the next announcement comes in three seconds.
                }
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (Exception ex) when (ex is OperationCanceledException or ObjectDisposedException)
        {
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _sender.Dispose();
        Task.WaitAll(new[] { _receiving, _sending }, TimeSpan.FromSeconds(2));
        _stop.Dispose();
    }
}

public static class WakeOnLan
{
    public static async Task SendAsync(byte[] mac, CancellationToken ct = default)
    {
        if (mac.Length != 6) throw new ArgumentException("six bytes expected", nameof(mac));
        byte[] packet = new byte[6 + 16 * 6];
        packet.AsSpan(0, 6).Fill(0xFF);
        for (int i = 0; i < 16; i++) mac.CopyTo(packet, 6 + i * 6);
        using var udp = new UdpClient(AddressFamily.InterNetwork) { EnableBroadcast = true };
        await udp.SendAsync(packet, new IPEndPoint(IPAddress.Broadcast, 9), ct);
    }
}
