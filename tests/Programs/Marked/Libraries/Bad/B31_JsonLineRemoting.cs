using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace JsonRemoting;

public sealed class RemotingCall
{
    public string Method { get; set; }
    public JsonElement[] Arguments { get; set; }
}

public sealed class RemotingResult
{
    public bool Ok { get; set; }
    public string Error { get; set; }
    public JsonElement? Value { get; set; }
}

public abstract class RemotingPeer : IDisposable
{
    protected RemotingPeer(TcpClient client)
    {
        Client = client;
        Network = client.GetStream();
        Buffered = new BufferedStream(Network, 8192); // ! NWA2014
    }

    protected TcpClient Client { get; }
    protected NetworkStream Network { get; }
    protected Stream Buffered { get; }

    protected async Task WriteAsync<T>(T value, CancellationToken ct)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(value);
        await Buffered.WriteAsync(BitConverter.GetBytes(json.Length), ct); // ! NWA2011
        await Buffered.WriteAsync(json, ct);
        await Buffered.FlushAsync(ct);
    }

    protected async Task<byte[]> ReadAsync(CancellationToken ct)
    {
        byte[] prefix = new byte[4];
        await Buffered.ReadExactlyAsync(prefix, ct);
        int length = BitConverter.ToInt32(prefix); // ! NWA2011
        if (length < 0 || length > 4 * 1024 * 1024) throw new InvalidDataException("frame of " + length);
        byte[] json = new byte[length];
        await Buffered.ReadExactlyAsync(json, ct);
        return json;
    }

    public virtual void Dispose()
    {
        Buffered.Dispose();
        Client.Dispose();
    }
}

public sealed class RemotingClient : RemotingPeer
{
    private RemotingClient(TcpClient client) : base(client) { }

    public static async Task<RemotingClient> ConnectAsync(string host, int port, CancellationToken ct)
    {
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host, port, ct);
            return new RemotingClient(client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public async Task<RemotingResult> CallAsync(RemotingCall call)
    {
        await WriteAsync(call, CancellationToken.None);
        Task<byte[]> reply = ReadAsync(CancellationToken.None);
        byte[] json = await reply.WaitAsync(TimeSpan.FromSeconds(5)); // ! NWA3008
        return JsonSerializer.Deserialize<RemotingResult>(json);
    }
}

public sealed class DirectQuery
{
    public static async Task<RemotingResult> AskAsync(IPEndPoint server, RemotingCall call, CancellationToken ct)
    {
        using var tcp = new TcpClient(server.AddressFamily);
        await tcp.ConnectAsync(server, ct);
        NetworkStream stream = tcp.GetStream();
        await JsonSerializer.SerializeAsync(stream, call, cancellationToken: ct);
        RemotingResult result = await JsonSerializer.DeserializeAsync<RemotingResult>(stream, cancellationToken: ct); // ! NWA2008
        await stream.WriteAsync("BYE\n"u8.ToArray(), ct);
        return result;
    }
}

public sealed class RemotingConsole
{
    private readonly Socket _socket;

    public RemotingConsole(Socket socket) => _socket = socket;

    public bool Polled => !(_socket.Poll(0, SelectMode.SelectRead) && _socket.Available == 0); // ! NWA3007

    public void Prompt(string text)
    {
        using var memory = new MemoryStream();
        using (var writer = new StreamWriter(memory, new UTF8Encoding(false), 256, leaveOpen: true))
        {
            writer.Write("> ");
            writer.Write(text);
        }
        _socket.Send(memory.GetBuffer()); // ! NWA1008
    }

    public string ReadAnswer(TimeSpan timeout)
    {
        if (!_socket.Poll((int)timeout.TotalMilliseconds, SelectMode.SelectRead)) return null; // ! NWA3009
        byte[] data = new byte[_socket.Available]; // ! NWA2006
        int n = _socket.Receive(data);
        return Encoding.UTF8.GetString(data, 0, n).TrimEnd();
    }
}
