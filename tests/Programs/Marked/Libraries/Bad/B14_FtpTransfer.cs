using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace FtpSharpLite;

public sealed class FtpReply
{
    public int Code { get; init; }
    public string Text { get; init; }
    public bool Preliminary => Code is >= 100 and < 200;
    public bool Success => Code is >= 200 and < 300;
}

public abstract class FtpControl : IDisposable
{
    private readonly TcpClient _control;
    private readonly StreamReader _reader;
    private readonly StreamWriter _writer;

    protected FtpControl(string host, int port)
    {
        Host = host;
        _control = new TcpClient { ReceiveTimeout = 30_000, SendTimeout = 30_000 };
        _control.Connect(host, port); // ! NWA5003
        NetworkStream stream = _control.GetStream();
        _reader = new StreamReader(stream, Encoding.UTF8);
        _writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        ReadReply();
    }

    protected string Host { get; }

    public FtpReply Execute(string command)
    {
        _writer.WriteLine(command);
        return ReadReply();
    }

    protected FtpReply ReadReply()
    {
        string first = _reader.ReadLine() ?? throw new EndOfStreamException("control connection closed");
        var text = new StringBuilder(first);
        if (first.Length > 3 && first[3] == '-')
        {
            string end = first.Substring(0, 3) + " ";
            string line;
            do
            {
                line = _reader.ReadLine() ?? throw new EndOfStreamException("control connection closed");
                text.Append('\n').Append(line);
            }
            while (!line.StartsWith(end, StringComparison.Ordinal));
        }
        return new FtpReply { Code = int.Parse(first.AsSpan(0, 3)), Text = text.ToString() };
    }

    public virtual void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
        _control.Dispose();
    }
}

public class FtpClient : FtpControl
{
    private static readonly Regex Passive = new(@"\((\d+),(\d+),(\d+),(\d+),(\d+),(\d+)\)");

    public FtpClient(string host, int port = 21) : base(host, port) { }

    private Socket OpenData()
    {
        FtpReply reply = Execute("PASV");
        Match match = Passive.Match(reply.Text);
        if (!match.Success) throw new InvalidOperationException(reply.Text);
        int port = int.Parse(match.Groups[5].Value) * 256 + int.Parse(match.Groups[6].Value);
        IPHostEntry entry = Dns.GetHostEntry(Host);
        IPAddress address = entry.AddressList[0]; // ! NWA9012
        var data = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        data.ReceiveTimeout = 30; // ! NWA3009
        data.Connect(address, port); // ! NWA5003
        return data;
    }

    public void Download(string path, Stream target)
    {
        Socket data = OpenData(); // ! NWA5001
        FtpReply reply = Execute("RETR " + path);
        if (!reply.Preliminary) throw new IOException(reply.Text);
        byte[] buffer = new byte[32 * 1024];
        int n;
        while ((n = data.Receive(buffer)) > 0)
        {
            target.Write(buffer, 0, n);
        }
        data.Close();
        ReadReply();
    }

    public void Upload(string path, byte[] content)
    {
        Socket data = OpenData();
        try
        {
            if (!Execute("STOR " + path).Preliminary) throw new IOException("STOR refused");
            data.Send(content);
            data.LingerState = new LingerOption(true, 0); // ! NWA1006
        }
        finally
        {
            data.Close();
        }
        if (!ReadReply().Success) throw new IOException("upload failed");
    }

    public IReadOnlyList<string> List(string path)
    {
        using var stream = new NetworkStream(OpenData()); // ! NWA5004
        if (!Execute("NLST " + path).Preliminary) return Array.Empty<string>();
        var names = new List<string>();
        using (var reader = new StreamReader(stream))
        {
            while (reader.ReadLine() is { } line) names.Add(line);
        }
        ReadReply();
        return names;
    }
}
