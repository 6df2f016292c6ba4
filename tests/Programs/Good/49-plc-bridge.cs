using System.Net.Sockets;

namespace Bridge;

public readonly record struct Telegram(byte Type, byte[] Body);

/// <summary>Reads telegrams of a controller: STX, type, length, body, ETX. Blocking, on a thread of its own.</summary>
public sealed class PlcReader
{
    private const int Stx = 2;
    private const int Etx = 3;
    private readonly string host;
    private readonly Action<Telegram> arrived;
    private volatile bool stopped;

    public PlcReader(string host, Action<Telegram> arrived)
    {
        this.host = host;
        this.arrived = arrived;
    }

    public void Start() => new Thread(Run) { IsBackground = true }.Start();

    public void Stop() => stopped = true;

    private void Run()
    {
        while (!stopped)
        {
            try
            {
                using var client = new TcpClient();
                client.ReceiveTimeout = (int)TimeSpan.FromSeconds(30).TotalMilliseconds;
                using (var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10)))
                {
                    client.ConnectAsync(host, 2000, deadline.Token).AsTask().GetAwaiter().GetResult();
                }
                var stream = new BufferedStream(client.GetStream());
                while (!stopped)
                {
                    arrived(Read(stream));
                }
            }
            catch (Exception e) when (e is IOException or SocketException or InvalidDataException or OperationCanceledException)
            {
                Console.Error.WriteLine($"plc: {e.Message}");
                Thread.Sleep(3000);
            }
        }
    }

    private static Telegram Read(Stream stream)
    {
        while (Byte(stream) != Stx)
        {
        }

        var type = (byte)Byte(stream);
        var length = (byte)Byte(stream);
        var body = new byte[length];
        stream.ReadExactly(body);
        if (stream.ReadByte() != Etx)
        {
            throw new InvalidDataException("no end of telegram");
        }

        return new Telegram(type, body);
    }

    private static int Byte(Stream stream)
    {
        var value = stream.ReadByte();
        return value >= 0 ? value : throw new EndOfStreamException();
    }
}
