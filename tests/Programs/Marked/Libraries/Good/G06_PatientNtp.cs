using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace PatientNtp;

public sealed record ClockReading(IPEndPoint Server, TimeSpan Offset, TimeSpan RoundTrip);

public sealed class PatientNtpClient
{
    private static readonly DateTime Era = new(1900, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly TimeSpan _timeout;

    public PatientNtpClient(TimeSpan timeout) => _timeout = timeout;

    public async Task<ClockReading> QueryAsync(string host, CancellationToken ct = default)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(host, ct);
        Exception last = null;
        foreach (IPAddress address in addresses)
        {
            try
            {
                return await QueryAsync(new IPEndPoint(address, 123), ct);
            }
            catch (Exception ex) when (ex is SocketException or TimeoutException or InvalidDataException)
            {
                last = ex;
            }
        }
        throw new IOException("no NTP server behind " + host, last);
    }

    public async Task<ClockReading> QueryAsync(IPEndPoint server, CancellationToken ct)
    {
        using var udp = new UdpClient(server.AddressFamily);
        udp.Connect(server);
        byte[] request = new byte[48];
        request[0] = 0x23;
        ulong stamp = (ulong)Random.Shared.NextInt64();
        BinaryPrimitives.WriteUInt64BigEndian(request.AsSpan(40), stamp);

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_timeout);
        try
        {
            DateTime sent = DateTime.UtcNow;
            await udp.SendAsync(request, limit.Token);
            while (true)
            {
                UdpReceiveResult answer = await udp.ReceiveAsync(limit.Token);
                DateTime received = DateTime.UtcNow;
                byte[] packet = answer.Buffer;
                if (packet.Length < 48) continue;
                if (BinaryPrimitives.ReadUInt64BigEndian(packet.AsSpan(24)) != stamp) continue;
                if (packet[1] == 0) throw new InvalidDataException("kiss of death");
                DateTime t2 = ToTime(packet.AsSpan(32));
                DateTime t3 = ToTime(packet.AsSpan(40));
                TimeSpan offset = ((t2 - sent) + (t3 - received)) / 2;
                return new ClockReading(answer.RemoteEndPoint, offset, received - sent - (t3 - t2));
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException(server + " did not answer");
        }
    }

    private static DateTime ToTime(ReadOnlySpan<byte> field)
    {
        uint seconds = BinaryPrimitives.ReadUInt32BigEndian(field);
        uint fraction = BinaryPrimitives.ReadUInt32BigEndian(field[4..]);
        return Era.AddSeconds(seconds).AddTicks((long)(fraction * (double)TimeSpan.TicksPerSecond / 4294967296.0));
    }
}

/// <summary>The synchronous form for old hosts: blocking receive, bounded by the socket's own timeout.</summary>
public static class BlockingNtp
{
    public static byte[] Fetch(IPEndPoint server, TimeSpan timeout)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.ReceiveTimeout = (int)timeout.TotalMilliseconds;
        socket.SendTimeout = (int)timeout.TotalMilliseconds;
        socket.Connect(server);
        byte[] request = new byte[48];
        request[0] = 0x1B;
        socket.Send(request);
        byte[] answer = new byte[ushort.MaxValue];
        int n = socket.Receive(answer);
        if (n < 48) throw new InvalidDataException("short NTP packet");
        return answer[..n];
    }
}
