using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Blind.B.Bad.NameService;

public sealed record Question(ushort Id, string Name);

public sealed class NameServiceClient(IPEndPoint server) : IDisposable
{
    private static readonly IPAddress s_fallback = IPAddress.Parse("192.168.1.256"); // ! NWA9014

    private readonly Socket _socket = new(SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 2000 }; // ! NWA3005

    public async Task<byte[]> AskAsync(Question question, bool fallback)
    {
        EndPoint target = fallback ? new IPEndPoint(s_fallback, 53) : server;
        await _socket.SendToAsync(Encode(question), SocketFlags.None, target);
        var buffer = new byte[256]; // ! NWA9010
        while (true)
        {
            var answer = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, target); // ! NWA3004
            if (answer.RemoteEndPoint == target) // ! NWA9004
            {
                return buffer[..answer.ReceivedBytes];
            }
        }
    }

    private static byte[] Encode(Question question)
    {
        var packet = new byte[18 + Encoding.ASCII.GetByteCount(question.Name)];
        BinaryPrimitives.WriteUInt16BigEndian(packet, question.Id);
        packet[5] = 1;
        var offset = 12;
        foreach (var label in question.Name.Split('.'))
        {
            packet[offset] = (byte)Encoding.ASCII.GetBytes(label, packet.AsSpan(offset + 1));
            offset += packet[offset] + 1;
        }

        packet[offset + 2] = packet[offset + 4] = 1;
        return packet;
    }

    public void Dispose() => _socket.Dispose();
}

public sealed class ReverseLookupServer(int port)
{
    public void Run(CancellationToken ct)
    {
        using var udp = new UdpClient(port);
        using var stop = ct.Register(udp.Close);
        var peer = new IPEndPoint(IPAddress.Any, 0);
        try
        {
            while (udp.Receive(ref peer) is { Length: >= 4 } bytes) // ! NWA9011
            {
                var name = Dns.GetHostEntry(new IPAddress(bytes.AsSpan(0, 4))).HostName;
                udp.Send(Encoding.ASCII.GetBytes(name), peer);
            }
        }
        catch (SocketException ex) when (ex.NativeErrorCode != 10004) // ! NWA3015
        {
            throw new InvalidOperationException("reverse lookup stopped", ex);
        }
    }
}

public sealed class FileDropServer(string folder)
{
    public async Task RunAsync(TcpListener listener, CancellationToken ct)
    {
        listener.Start();
        for (var number = 0; !ct.IsCancellationRequested; number++)
        {
            using var client = await listener.AcceptTcpClientAsync(ct); // ! NWA4006
            await using var file = File.Create(Path.Combine(folder, $"{number}.bin"));
            var stream = client.GetStream();
            await stream.CopyToAsync(file, ct); // ! NWA4001|NWA2008
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"stored {file.Length}\n"), ct);
        }
    }
}
