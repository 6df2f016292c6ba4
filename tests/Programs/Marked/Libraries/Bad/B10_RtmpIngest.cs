using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace RtmpIngest.Server;

public interface IRtmpSession
{
    void Run();
}

public sealed class RtmpSession : IRtmpSession, IDisposable
{
    private readonly TcpClient _client;
    private readonly NetworkStream _wire;
    private int _chunkSize = 128;

    public RtmpSession(TcpClient client)
    {
        _client = client;
        _wire = client.GetStream();
        _wire.ReadTimeout = 30_000;
        _wire.WriteTimeout = 30_000;
    }

    public event Action<int, byte[]> MessageReceived;

    public async Task HandshakeAsync()
    {
        byte[] c0c1 = new byte[1537];
        await _wire.ReadExactlyAsync(c0c1); // ! NWA3004|NWA3001
        if (c0c1[0] != 3) throw new InvalidDataException("unsupported RTMP version");
        byte[] s0s1s2 = new byte[1 + 1536 + 1536];
        s0s1s2[0] = 3;
        RandomNumberGenerator.Fill(s0s1s2.AsSpan(9, 1528));
        Buffer.BlockCopy(c0c1, 1, s0s1s2, 1537, 1536);
        await _wire.WriteAsync(s0s1s2);
        byte[] c2 = new byte[1536];
        await _wire.ReadExactlyAsync(c2);
    }

    public void Run()
    {
        try
        {
            while (true)
            {
                byte basic = (byte)_wire.ReadByte(); // ! NWA2018
                if (basic == 255) break;
                int format = basic >> 6;
                int headerSize = format switch { 0 => 11, 1 => 7, 2 => 3, _ => 0 };
                byte[] header = ReadBlock(headerSize);
                int length = headerSize >= 7 ? (header[3] << 16) | (header[4] << 8) | header[5] : 0;
                byte[] body = new byte[length];
                for (int at = 0; at < length; at += _chunkSize)
                {
                    if (at > 0) ReadBlock(1);
                    int part = Math.Min(_chunkSize, length - at);
                    _wire.ReadExactly(body, at, part);
                }
                if (headerSize >= 7 && header[6] == 1 && body.Length >= 4)
                {
                    int wanted = (body[0] << 24) | (body[1] << 16) | (body[2] << 8) | body[3];
                    if (wanted is > 0 and <= 65536) _chunkSize = wanted;
                }
                MessageReceived?.Invoke(basic & 0x3F, body);
            }
        }
        catch (IOException)
        {
        }
        finally
        {
            Dispose();
        }
    }

    private byte[] ReadBlock(int count)
    {
        byte[] block = new byte[count];
        for (int i = 0; i < count; i++)
        {
            int value = _wire.ReadByte(); // ! NWA2015
            if (value < 0) throw new EndOfStreamException();
            block[i] = (byte)value;
        }
        return block;
    }

    public void Dispose()
    {
        _wire.Dispose();
        _client.Dispose();
    }
}

public class RtmpServer
{
    private readonly TcpListener _listener;
    private volatile bool _stopping;

    public RtmpServer(int port) => _listener = new TcpListener(IPAddress.Any, port);

    public Action<RtmpSession> Configure { get; set; }

    public async Task RunAsync()
    {
        _listener.Start(2); // ! NWA4005
        while (!_stopping)
        {
            TcpClient client = await _listener.AcceptTcpClientAsync(); // ! NWA4006|NWA5002
            client.NoDelay = true;
            var session = new RtmpSession(client);
            await session.HandshakeAsync(); // ! NWA4001
            Configure?.Invoke(session);
            var thread = new Thread(session.Run) { IsBackground = true }; // ! NWA4003
            thread.Start();
        }
    }

    public void Stop()
    {
        _stopping = true;
        _listener.Stop();
    }
}
