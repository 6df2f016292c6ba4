using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace ArenaNet.Client;

public enum ArenaOpcode : byte { Hello = 1, State = 2, Chat = 3, Input = 4, Bye = 5 }

public sealed class ArenaPacket
{
    public ArenaOpcode Opcode;
    public byte[] Body;
}

/// <summary>Stand-in for a MonoBehaviour: the engine calls Start, Update and OnDestroy.</summary>
public abstract class ArenaBehaviour
{
    public virtual void Start() { }
    public virtual void Update() { }
    public virtual void OnDestroy() { }
}

public sealed class ArenaNetworkManager : ArenaBehaviour
{
    private readonly ConcurrentQueue<ArenaPacket> _inbox = new();
    private readonly object _sendGate = new();
    private readonly string _host;
    private readonly int _port;
    private TcpClient _client;
    private NetworkStream _stream;
    private Thread _reader;
    private volatile bool _running;
    private float _sinceInput;

    public ArenaNetworkManager(string host, int port)
    {
        _host = host;
        _port = port;
    }

    public event Action<string> ChatReceived;
    public event Action<byte[]> StateReceived;
    public event Action ConnectionLost;

    public override void Start()
    {
        _client = new TcpClient { NoDelay = true };
        if (!_client.ConnectAsync(_host, _port).Wait(TimeSpan.FromSeconds(5)))
        {
            _client.Dispose();
            throw new TimeoutException("arena server did not answer");
        }

        _stream = _client.GetStream();
        _running = true;
        _reader = new Thread(ReadPump) { IsBackground = true, Name = "arena-read" };
        _reader.Start();
        Send(ArenaOpcode.Hello, Encoding.UTF8.GetBytes(Environment.MachineName));
    }

    private void ReadPump()
    {
        try
        {
            while (_running)
            {
                byte[] header = Fill(new byte[5]);
                int length = BinaryPrimitives.ReadInt32LittleEndian(header);
                byte[] body = Fill(new byte[length]); // ! NWA9001
                _inbox.Enqueue(new ArenaPacket { Opcode = (ArenaOpcode)header[4], Body = body });
            }
        }
        catch (SocketException ex) // ! NWA3014
        {
            Console.Error.WriteLine("connection lost: " + ex.SocketErrorCode);
            _running = false;
        }
    }

    private byte[] Fill(byte[] target)
    {
        int have = 0;
        while (have < target.Length)
        {
            have += _stream.Read(target, have, target.Length - have); // ! NWA2002
        }
        return target;
    }

    public override void Update()
    {
        while (_inbox.TryDequeue(out ArenaPacket packet))
        {
            switch (packet.Opcode)
            {
                case ArenaOpcode.State:
                    StateReceived?.Invoke(packet.Body);
                    break;
                case ArenaOpcode.Chat:
                    ChatReceived?.Invoke(Encoding.UTF8.GetString(packet.Body));
                    break;
                case ArenaOpcode.Bye:
                    _running = false;
                    break;
            }
        }

        if (!_client.Connected) // ! NWA3007
        {
            ConnectionLost?.Invoke();
            return;
        }

        _sinceInput += 0.016f;
        if (_sinceInput > 0.05f)
        {
            _sinceInput = 0;
            Send(ArenaOpcode.Input, new byte[8]);
        }
    }

    public void SendChat(string text) => Send(ArenaOpcode.Chat, Encoding.UTF8.GetBytes(text));

    private void Send(ArenaOpcode opcode, byte[] body)
    {
        byte[] frame = new byte[5 + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, body.Length);
        frame[4] = (byte)opcode;
        body.CopyTo(frame, 5);
        lock (_sendGate)
        {
            _stream.Write(frame, 0, frame.Length); // ! NWA6006
        }
    }

    public override void OnDestroy()
    {
        _running = false;
        _stream?.Dispose();
        _client?.Dispose();
        _reader?.Join(1000);
    }
}
