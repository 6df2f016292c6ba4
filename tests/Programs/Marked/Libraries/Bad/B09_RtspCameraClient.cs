using System.Net.Sockets;
using System.Text;

namespace CamView.Rtsp;

public sealed class RtspResponse
{
    public int Status { get; set; }
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);
    public string Body { get; set; } = "";
}

public sealed class RtspUrl
{
    public string Host { get; private set; }
    public int Port { get; private set; } = 554;
    public string Path { get; private set; }

    public static RtspUrl Parse(string url)
    {
        string rest = url.Substring("rtsp://".Length);
        int slash = rest.IndexOf('/');
        string authority = slash < 0 ? rest : rest.Substring(0, slash);
        var result = new RtspUrl { Path = slash < 0 ? "/" : rest.Substring(slash) };
        string[] pieces = authority.Split(':'); // ! NWA9005
        result.Host = pieces[0];
        if (pieces.Length > 1) result.Port = int.Parse(pieces[1]);
        return result;
    }
}

public class RtspConnection : IDisposable
{
    private readonly TcpClient _client;
    private readonly byte[] _buffer = new byte[4096];
    private int _sequence;
    protected NetworkStream Wire;

    public RtspConnection(string host, int port)
    {
        _client = new TcpClient();
        try
        {
            if (!_client.ConnectAsync(host, port).Wait(5000)) throw new TimeoutException();
        }
        catch
        {
            _client.Dispose();
            throw;
        }
        Wire = _client.GetStream();
        _client.SendTimeout = 5000;
    }

    public string Session { get; private set; }

    public RtspResponse Request(string method, string url, params string[] headers)
    {
        var text = new StringBuilder();
        text.Append(method).Append(' ').Append(url).Append(" RTSP/1.0\r\n");
        text.Append("CSeq: ").Append(++_sequence).Append("\r\n");
        foreach (string header in headers) text.Append(header).Append("\r\n");
        if (Session != null) text.Append("Session: ").Append(Session).Append("\r\n");
        text.Append("\r\n");
        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        Wire.Write(bytes, 0, bytes.Length);
        RtspResponse response = ParseResponse(ReadReply());
        if (response.Headers.TryGetValue("Session", out string session)) Session = session.Split(';')[0];
        return response;
    }

    private string ReadReply()
    {
        var reply = new StringBuilder();
        do
        {
            int n = Wire.Read(_buffer, 0, _buffer.Length); // ! NWA3003
            if (n == 0) throw new EndOfStreamException("camera closed the connection");
            reply.Append(Encoding.UTF8.GetString(_buffer, 0, n)); // ! NWA2005
        }
        while (Wire.DataAvailable); // ! NWA2006
        return reply.ToString();
    }

    private static RtspResponse ParseResponse(string text)
    {
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) throw new FormatException("incomplete RTSP response");
        string[] lines = text.Substring(0, end).Split("\r\n");
        string[] status = lines[0].Split(' ', 3);
        var response = new RtspResponse { Status = int.Parse(status[1]), Body = text.Substring(end + 4) };
        foreach (string line in lines.Skip(1))
        {
            int colon = line.IndexOf(':');
            if (colon > 0) response.Headers[line.Substring(0, colon)] = line.Substring(colon + 1).Trim();
        }
        return response;
    }

    public void Dispose()
    {
        Wire?.Dispose();
        _client.Dispose();
    }
}

public sealed class RtspPlayer : RtspConnection
{
    private readonly string _url;

    public RtspPlayer(RtspUrl target, string url) : base(target.Host, target.Port) => _url = url;

    public void SetParameter(string body)
    {
        Request("SET_PARAMETER", _url, "Content-Type: text/parameters", "Content-Length: " + body.Length); // ! NWA2007
        byte[] payload = Encoding.UTF8.GetBytes(body);
        Wire.Write(payload, 0, payload.Length);
    }

    public async Task PumpInterleavedAsync(Action<byte, byte[]> onPacket, CancellationToken ct)
    {
        byte[] head = new byte[4];
        byte[] payload = new byte[ushort.MaxValue];
        while (!ct.IsCancellationRequested)
        {
            using var idle = CancellationTokenSource.CreateLinkedTokenSource(ct);
            idle.CancelAfter(TimeSpan.FromSeconds(20));
            await Wire.ReadExactlyAsync(head, idle.Token);
            int length = (head[2] << 8) | head[3];
            int n = await Wire.ReadAsync(payload, 0, length, idle.Token);
            if (n == 0) return;
            onPacket(head[1], payload); // ! NWA2004|NWA2003
        }
    }
}
