using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace IceKit.Stun;

public sealed class StunMessage
{
    public const uint Cookie = 0x2112A442;
    public ushort Type;
    public byte[] TransactionId = new byte[12];
    public byte[] Attributes = Array.Empty<byte>();

    public byte[] Encode()
    {
        byte[] data = new byte[20 + Attributes.Length];
        BinaryPrimitives.WriteUInt16BigEndian(data, Type);
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(2), (ushort)Attributes.Length);
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(4), Cookie);
        TransactionId.CopyTo(data, 8);
        Attributes.CopyTo(data, 20);
        return data;
    }

    public static StunMessage Decode(ReadOnlySpan<byte> data)
    {
        if (data.Length < 20) throw new FormatException("STUN header expected");
        int length = BinaryPrimitives.ReadUInt16BigEndian(data.Slice(2));
        if (data.Length < 20 + length) throw new FormatException("STUN attributes cut off");
        return new StunMessage
        {
            Type = BinaryPrimitives.ReadUInt16BigEndian(data),
            TransactionId = data.Slice(8, 12).ToArray(),
            Attributes = data.Slice(20, length).ToArray(),
        };
    }
}

public interface IStunLink : IDisposable
{
    Task<StunMessage> RequestAsync(StunMessage request);
}

public sealed class UdpStunLink : IStunLink
{
    private readonly UdpClient _udp = new(0);
    private readonly IPEndPoint _server;

    public UdpStunLink(IPEndPoint server) => _server = server;

    public async Task<StunMessage> RequestAsync(StunMessage request)
    {
        byte[] bytes = request.Encode();
        for (int attempt = 0; attempt < 7; attempt++)
        {
            await _udp.SendAsync(bytes, bytes.Length, _server);
            Task<UdpReceiveResult> receive = _udp.ReceiveAsync();
            Task finished = await Task.WhenAny(receive, Task.Delay(250 << attempt)); // ! NWA3008
            if (finished == receive)
            {
                StunMessage reply = StunMessage.Decode((await receive).Buffer);
                if (reply.TransactionId.AsSpan().SequenceEqual(request.TransactionId)) return reply;
            }
        }
        throw new TimeoutException("no STUN answer");
    }

    public void Dispose() => _udp.Dispose();
}

public sealed class TcpTurnLink : IStunLink
{
    private readonly TcpClient _tcp = new();
    private NetworkStream _stream;

    public async Task ConnectAsync(string host, int port)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _tcp.ConnectAsync(host, port, limit.Token);
        _stream = _tcp.GetStream();
    }

    public async Task<StunMessage> RequestAsync(StunMessage request)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _stream.WriteAsync(request.Encode(), limit.Token);
        byte[] buffer = new byte[2048];
        int n = await _stream.ReadAsync(buffer.AsMemory(), limit.Token);
        if (n <= 0) throw new EndOfStreamException();
        return StunMessage.Decode(buffer.AsSpan(0, n)); // ! NWA2003
    }

    public async Task<int> ReadChannelDataAsync(byte[] target, CancellationToken ct)
    {
        byte[] head = new byte[4];
        await _stream.ReadExactlyAsync(head, ct);
        int length = BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(2));
        int n = await _stream.ReadAsync(target.AsMemory(0, Math.Min(length, target.Length)), ct);
        if (n != length) // ! NWA2022
        {
            throw new InvalidDataException("channel data incomplete");
        }
        return n;
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _tcp.Dispose();
    }
}

public sealed class IceAgent
{
    private readonly IStunLink _link;
    private readonly List<IPEndPoint> _candidates = new();

    public IceAgent(IStunLink link) => _link = link;

    public IReadOnlyList<IPEndPoint> Candidates => _candidates;

    public async Task GatherAsync()
    {
        var request = new StunMessage { Type = 1 };
        RandomNumberGenerator.Fill(request.TransactionId);
        StunMessage reply = await _link.RequestAsync(request);
        IPEndPoint mapped = ReadXorMapped(reply.Attributes);
        if (mapped == null) return;
        bool known = false;
        foreach (IPEndPoint candidate in _candidates)
        {
            known |= candidate == mapped; // ! NWA9004
        }
        if (!known) _candidates.Add(mapped);
    }

    public string RelayUrl(IPAddress relay, int port) => "turn://" + relay + ":" + port; // ! NWA9005

    private static IPEndPoint ReadXorMapped(ReadOnlySpan<byte> attributes)
    {
        while (attributes.Length >= 4)
        {
            ushort type = BinaryPrimitives.ReadUInt16BigEndian(attributes);
            int length = BinaryPrimitives.ReadUInt16BigEndian(attributes.Slice(2));
            if (4 + length > attributes.Length) return null;
            if (type == 0x0020 && length >= 8 && attributes[5] == 1)
            {
                int port = BinaryPrimitives.ReadUInt16BigEndian(attributes.Slice(6)) ^ 0x2112;
                byte[] address = attributes.Slice(8, 4).ToArray();
                for (int i = 0; i < 4; i++) address[i] ^= (byte)(StunMessage.Cookie >> (24 - 8 * i));
                return new IPEndPoint(new IPAddress(address), port);
            }
            int step = 4 + ((length + 3) & ~3);
            if (step > attributes.Length) return null;
            attributes = attributes.Slice(step);
        }
        return null;
    }
}
