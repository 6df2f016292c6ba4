using System.Net;
using System.Net.Sockets;

namespace TinyNtp;

public sealed class NtpOptions
{
    public string Server { get; set; } = "pool.ntp.org";
    public int Port { get; set; } = 123;
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);
    public int Attempts { get; set; } = 3;
}

public readonly struct NtpSample
{
    public NtpSample(DateTimeOffset serverTime, TimeSpan offset, byte stratum)
    {
        ServerTime = serverTime;
        Offset = offset;
        Stratum = stratum;
    }

    public DateTimeOffset ServerTime { get; }
    public TimeSpan Offset { get; }
    public byte Stratum { get; }
}

internal static class NtpPacket
{
    private static readonly DateTimeOffset Era0 = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static byte[] BuildRequest(DateTimeOffset now)
    {
        byte[] packet = new byte[48];
        packet[0] = 0x23;
        WriteTimestamp(packet, 40, now);
        return packet;
    }

    public static DateTimeOffset ReadTimestamp(byte[] packet, int offset)
    {
        uint rawSeconds = BitConverter.ToUInt32(packet, offset);
        uint rawFraction = BitConverter.ToUInt32(packet, offset + 4);
        ulong seconds = (ulong)IPAddress.NetworkToHostOrder(rawSeconds); // ! NWA2019
        ulong fraction = (ulong)IPAddress.NetworkToHostOrder(rawFraction); // ! NWA2019
        double milliseconds = seconds * 1000.0 + fraction * 1000.0 / 0x100000000L;
        return Era0.AddMilliseconds(milliseconds);
    }

    private static void WriteTimestamp(byte[] packet, int offset, DateTimeOffset value)
    {
        double total = (value - Era0).TotalSeconds;
        uint seconds = (uint)total;
        uint fraction = (uint)((total - seconds) * 0x100000000L);
        for (int i = 0; i < 4; i++)
        {
            packet[offset + i] = (byte)(seconds >> (24 - 8 * i));
            packet[offset + 4 + i] = (byte)(fraction >> (24 - 8 * i));
        }
    }
}

public interface INtpTransport
{
    byte[] Exchange(byte[] request);
}

public sealed class UdpNtpTransport : INtpTransport
{
    private readonly NtpOptions _options;

    public UdpNtpTransport(NtpOptions options) => _options = options;

    public byte[] Exchange(byte[] request)
    {
        IPAddress address = Dns.GetHostEntry(_options.Server).AddressList[0]; // ! NWA9012
        var endPoint = new IPEndPoint(address, _options.Port);
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp); // ! NWA5001|NWA5003
        socket.ReceiveTimeout = _options.Timeout.Milliseconds; // ! NWA3009
        socket.Connect(endPoint);
        socket.Send(request);
        byte[] reply = new byte[1024];
        int n = socket.Receive(reply);
        socket.Close();
        return reply.AsSpan(0, n).ToArray();
    }
}

public sealed class NtpClient
{
    private readonly INtpTransport _transport;
    private readonly NtpOptions _options;

    public NtpClient(NtpOptions options, INtpTransport transport = null)
    {
        _options = options;
        _transport = transport ?? new UdpNtpTransport(options);
    }

    public NtpSample Query()
    {
        Exception last = null;
        for (int attempt = 0; attempt < _options.Attempts; attempt++)
        {
            try
            {
                DateTimeOffset t1 = DateTimeOffset.UtcNow;
                byte[] reply = _transport.Exchange(NtpPacket.BuildRequest(t1));
                DateTimeOffset t4 = DateTimeOffset.UtcNow;
                if (reply.Length < 48)
                {
                    throw new InvalidDataException("short NTP reply");
                }

                DateTimeOffset t2 = NtpPacket.ReadTimestamp(reply, 32);
                DateTimeOffset t3 = NtpPacket.ReadTimestamp(reply, 40);
                TimeSpan offset = ((t2 - t1) + (t3 - t4)) / 2;
                return new NtpSample(t3, offset, reply[1]);
            }
            catch (SocketException ex) when (ex.ErrorCode == 10060) // ! NWA3015
            {
                last = ex;
                Thread.Sleep(200 << attempt);
            }
        }

        throw new TimeoutException("no NTP server answered", last);
    }
}
