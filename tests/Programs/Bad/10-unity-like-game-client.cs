using System.Collections.Concurrent;
using System.Net.Sockets;

namespace GameClient;

public abstract class Behaviour
{
    public virtual void Start() { }

    public virtual void Update() { }

    public virtual void OnDestroy() { }
}

public readonly record struct Position(int Player, float X, float Y);

/// <summary>Moves the other players: a thread reads positions of 12 bytes, the frame loop applies them.</summary>
public class NetworkBehaviour : Behaviour
{
    public string Host = "game.example.org";
    public int Port = 7777;
    private readonly ConcurrentQueue<Position> arrived = new();
    private readonly Dictionary<int, Position> players = new();
    private TcpClient? client;
    private Thread? reader;
    private volatile bool closing;

    public override void Start()
    {
        reader = new Thread(Read) { IsBackground = true, Name = "net" };
        reader.Start();
    }

    public override void Update()
    {
        while (arrived.TryDequeue(out var position))
        {
            players[position.Player] = position;
        }
    }

    private void Read()
    {
        var packet = new byte[12];
        try
        {
            client = new TcpClient(Host, Port) { NoDelay = true, ReceiveTimeout = 15_000, SendTimeout = 5_000 };
            var stream = client.GetStream();
            while (client.Connected && !closing) // BAD: connected-as-liveness
            {
                if (stream.DataAvailable)
                {
                    stream.Read(packet, 0, packet.Length); // BAD: read-result-ignored
                    arrived.Enqueue(new Position(BitConverter.ToInt32(packet, 0), BitConverter.ToSingle(packet, 4), BitConverter.ToSingle(packet, 8)));
                }
                else
                {
                    Thread.Sleep(5);
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            Console.WriteLine(closing ? "closed" : $"lost the server: {e.Message}");
        }
        finally
        {
            client?.Dispose();
        }
    }

    public void Move(float x, float y)
    {
        var packet = new byte[8];
        BitConverter.TryWriteBytes(packet.AsSpan(0, 4), x);
        BitConverter.TryWriteBytes(packet.AsSpan(4, 4), y);
        try
        {
            client?.GetStream().Write(packet);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            client?.Dispose();
        }
    }

    public override void OnDestroy()
    {
        closing = true;
        client?.Dispose();
    }
}
