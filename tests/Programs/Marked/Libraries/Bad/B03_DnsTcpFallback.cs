using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MicroDns.Resolving;

public sealed class DnsMessage
{
    public ushort Id { get; init; }
    public bool Truncated { get; init; }
    public int ResponseCode { get; init; }
    public byte[] Raw { get; init; }

    public static DnsMessage Parse(byte[] raw)
    {
        if (raw.Length < 12) throw new InvalidDataException("DNS message too short");
        ushort flags = BinaryPrimitives.ReadUInt16BigEndian(raw.AsSpan(2));
        return new DnsMessage
        {
            Id = BinaryPrimitives.ReadUInt16BigEndian(raw),
            Truncated = (flags & 0x0200) != 0,
            ResponseCode = flags & 0x0F,
            Raw = raw,
        };
    }

    public static byte[] Query(ushort id, string name, ushort type)
    {
        using var ms = new MemoryStream();
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteUInt16BigEndian(head, id);
        head[2] = 0x01;
        head[5] = 1;
        ms.Write(head);
        foreach (string label in name.TrimEnd('.').Split('.'))
        {
            byte[] ascii = Encoding.ASCII.GetBytes(label);
            ms.WriteByte((byte)ascii.Length);
            ms.Write(ascii);
        }
        ms.WriteByte(0);
        ms.Write(new byte[] { (byte)(type >> 8), (byte)type, 0, 1 });
        return ms.ToArray();
    }
}

public abstract class DnsTransport
{
    protected DnsTransport(IPEndPoint server, TimeSpan timeout)
    {
        Server = server;
        Timeout = timeout;
    }

    protected IPEndPoint Server { get; }
    protected TimeSpan Timeout { get; }

    public abstract Task<byte[]> ExchangeAsync(byte[] query, CancellationToken ct);
}

public sealed class UdpDnsTransport : DnsTransport
{
    public UdpDnsTransport(IPEndPoint server, TimeSpan timeout) : base(server, timeout) { }

    public override async Task<byte[]> ExchangeAsync(byte[] query, CancellationToken ct)
    {
        using var udp = new UdpClient(Server.AddressFamily);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Timeout);
        await udp.SendAsync(query, Server, limit.Token);
        while (true)
        {
            UdpReceiveResult answer = await udp.ReceiveAsync(limit.Token);
            if (answer.RemoteEndPoint == Server && answer.Buffer.Length >= 12) // ! NWA9004
            {
                return answer.Buffer;
            }
        }
    }
}

public sealed class TcpDnsTransport : DnsTransport
{
    public TcpDnsTransport(IPEndPoint server, TimeSpan timeout) : base(server, timeout) { }

    public override async Task<byte[]> ExchangeAsync(byte[] query, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Timeout);
        using var tcp = new TcpClient(Server.AddressFamily);
        await tcp.ConnectAsync(Server, limit.Token);
        Stream stream = tcp.GetStream();

        byte[] framed = new byte[query.Length + 2];
        ushort wireLength = (ushort)IPAddress.HostToNetworkOrder((ushort)query.Length); // ! NWA2019
        MemoryMarshalCopy(framed, wireLength);
        query.CopyTo(framed, 2);
        await stream.WriteAsync(framed, limit.Token);

        byte[] prefix = new byte[2];
        await stream.ReadAsync(prefix, limit.Token); // ! NWA2001
        byte[] body = new byte[BinaryPrimitives.ReadUInt16BigEndian(prefix)];
        int got = await stream.ReadAsync(body, limit.Token);
        if (got < body.Length) // ! NWA2022
        {
            throw new InvalidDataException("truncated DNS answer");
        }
        return body;
    }

    private static void MemoryMarshalCopy(byte[] target, ushort value)
    {
        target[0] = (byte)(value & 0xFF);
        target[1] = (byte)(value >> 8);
    }
}

public sealed class StubResolver
{
    private readonly UdpDnsTransport _udp;
    private readonly TcpDnsTransport _tcp;
    private int _nextId;

    public StubResolver(string server)
    {
        string[] parts = server.Split(':'); // ! NWA9005
        var endPoint = new IPEndPoint(IPAddress.Parse(parts[0]), parts.Length > 1 ? int.Parse(parts[1]) : 53);
        _udp = new UdpDnsTransport(endPoint, TimeSpan.FromSeconds(2));
        _tcp = new TcpDnsTransport(endPoint, TimeSpan.FromSeconds(5));
    }

    public async Task<DnsMessage> ResolveAsync(string name, ushort type, CancellationToken ct)
    {
        ushort id = (ushort)Interlocked.Increment(ref _nextId);
        byte[] query = DnsMessage.Query(id, name, type);
        DnsMessage answer = DnsMessage.Parse(await _udp.ExchangeAsync(query, ct));
        if (answer.Truncated)
        {
            answer = DnsMessage.Parse(await _tcp.ExchangeAsync(query, ct));
        }
        if (answer.Id != id) throw new InvalidDataException("answer to another question");
        return answer;
    }
}
