using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace QuietImap;

public sealed class ImapProtocolException : Exception
{
    public ImapProtocolException(string message) : base(message) { }
}

internal sealed class ImapWire : IDisposable
{
    private const int MaxLine = 64 * 1024;
    private readonly TcpClient _tcp;
    private readonly SslStream _tls;
    private readonly BufferedStream _input;

    private ImapWire(TcpClient tcp, SslStream tls)
    {
        _tcp = tcp;
        _tls = tls;
        _input = new BufferedStream(tls, 16 * 1024);
    }

    public static ImapWire Open(string host, int port, int timeoutMilliseconds)
    {
        var tcp = new TcpClient { ReceiveTimeout = timeoutMilliseconds, SendTimeout = timeoutMilliseconds };
        SslStream tls = null;
        try
        {
            IAsyncResult connecting = tcp.BeginConnect(host, port, null, null);
            if (!connecting.AsyncWaitHandle.WaitOne(timeoutMilliseconds)) throw new TimeoutException("connect to " + host);
            tcp.EndConnect(connecting);
            tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false);
            tls.AuthenticateAsClient(host);
            return new ImapWire(tcp, tls);
        }
        catch
        {
            tls?.Dispose();
            tcp.Dispose();
            throw;
        }
    }

    public void Write(string line) => _tls.Write(Encoding.ASCII.GetBytes(line + "\r\n"));

    public void Write(byte[] raw) => _tls.Write(raw);

    public string ReadLine()
    {
        var line = new StringBuilder();
        int b;
        while ((b = _input.ReadByte()) != '\n')
        {
            if (b < 0) throw new EndOfStreamException("IMAP server closed the connection");
            if (line.Length >= MaxLine) throw new InvalidDataException("line too long");
            if (b != '\r') line.Append((char)b);
        }
        return line.ToString();
    }

    public byte[] ReadLiteral(int length)
    {
        byte[] literal = new byte[length];
        _input.ReadExactly(literal);
        return literal;
    }

    public void Dispose()
    {
        _input.Dispose();
        _tls.Dispose();
        _tcp.Dispose();
    }
}

/// <summary>Not thread-safe: one client, one thread. Each read and write has the socket's timeout.</summary>
public sealed class QuietImapClient : IDisposable
{
    private const int MaxLiteral = 50 * 1024 * 1024;
    private readonly ImapWire _wire;
    private bool _broken;
    private int _tag;

    public QuietImapClient(string host, int port = 993, TimeSpan? timeout = null)
    {
        _wire = ImapWire.Open(host, port, (int)(timeout ?? TimeSpan.FromSeconds(30)).TotalMilliseconds);
        try
        {
            if (!_wire.ReadLine().StartsWith("* OK", StringComparison.Ordinal)) throw new ImapProtocolException("greeting");
        }
        catch
        {
            _wire.Dispose();
            throw;
        }
    }

    public void Login(string user, string password) => Run($"LOGIN {Quote(user)} {Quote(password)}", null);

    public string FetchText(int number)
    {
        byte[] body = null;
        Run(string.Create(CultureInfo.InvariantCulture, $"FETCH {number} BODY.PEEK[TEXT]"), line =>
        {
            int size = LiteralSize(line);
            if (size >= 0) body = _wire.ReadLiteral(size);
        });
        return body == null ? null : Encoding.UTF8.GetString(body);
    }

    public void Append(string folder, string message)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(message);
        Run($"APPEND {Quote(folder)} {{{bytes.Length}}}", null, () =>
        {
            _wire.Write(bytes);
            _wire.Write("");
        });
    }

    private void Run(string command, Action<string> untagged, Action onContinue = null)
    {
        try
        {
            if (_broken) throw new InvalidOperationException("connection has failed before");
            string tag = "Q" + (++_tag).ToString(CultureInfo.InvariantCulture);
            _wire.Write(tag + " " + command);
            while (true)
            {
                string line = _wire.ReadLine();
                if (line.StartsWith(tag + " ", StringComparison.Ordinal))
                {
                    if (line.AsSpan(tag.Length + 1).StartsWith("OK")) return;
                    throw new ImapProtocolException(line);
                }
                if (line.StartsWith('+')) onContinue?.Invoke();
                else untagged?.Invoke(line);
            }
        }
        catch (Exception ex) when (ex is IOException or InvalidDataException or FormatException)
        {
            _broken = true;
            _wire.Dispose();
            throw;
        }
    }

    private static int LiteralSize(string line)
    {
        int open = line.LastIndexOf('{');
        if (open < 0 || !line.EndsWith('}')) return -1;
        int size = int.Parse(line.AsSpan(open + 1, line.Length - open - 2), CultureInfo.InvariantCulture);
        return size is >= 0 and <= MaxLiteral ? size : throw new InvalidDataException("literal of " + size);
    }

    private static string Quote(string text) => '"' + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + '"';

    public void Dispose()
    {
        if (!_broken)
        {
            try
            {
                Run("LOGOUT", null);
            }
            catch (Exception ex) when (ex is IOException or ImapProtocolException or InvalidDataException or FormatException)
            {
                // closing anyway
            }
        }
        _wire.Dispose();
    }
}
