using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace MailLib.Imap;

public sealed class ImapFolder
{
    public string Name { get; init; }
    public int Exists { get; set; }
    public int Recent { get; set; }
}

public interface IImapLogger
{
    void Trace(string line);
}

public abstract class LineProtocolClient : IDisposable
{
    protected TcpClient Tcp { get; private set; }
    protected SslStream Secure { get; private set; }
    protected IImapLogger Logger { get; set; }

    protected void OpenSecure(string host, int port)
    {
        Tcp = new TcpClient();
        if (!Tcp.ConnectAsync(host, port).Wait(10_000)) throw new TimeoutException(); // ! NWA5003
        Tcp.ReceiveTimeout = 60_000;
        Tcp.SendTimeout = 60_000;
        Secure = new SslStream(Tcp.GetStream());
        Secure.AuthenticateAsClient(host);
    }

    protected void WriteLine(string line)
    {
        Logger?.Trace("C: " + line);
        byte[] bytes = Encoding.ASCII.GetBytes(line + "\r\n");
        Secure.Write(bytes, 0, bytes.Length);
    }

    protected string ReadLine()
    {
        using var reader = new StreamReader(Secure, Encoding.ASCII, false, 1024, leaveOpen: true); // ! NWA2009
        string line = reader.ReadLine();
        if (line == null) throw new EndOfStreamException("IMAP server went away");
        Logger?.Trace("S: " + line);
        return line;
    }

    protected string ReadLiteral(int length)
    {
        var text = new StringBuilder();
        byte[] chunk = new byte[1024];
        int left = length;
        while (left > 0)
        {
            int n = Secure.Read(chunk, 0, Math.Min(left, chunk.Length));
            if (n == 0) throw new EndOfStreamException();
            text.Append(Encoding.UTF8.GetString(chunk, 0, n)); // ! NWA2005
            left -= n;
        }
        return text.ToString();
    }

    public virtual void Dispose()
    {
        Secure?.Dispose();
        Tcp?.Dispose();
    }
}

public sealed class ImapClient : LineProtocolClient
{
    private int _tag;

    public ImapClient(string host, int port = 993, IImapLogger logger = null)
    {
        Logger = logger;
        OpenSecure(host, port);
        ReadLine();
    }

    public void Login(string user, string password) => Run($"LOGIN \"{user}\" \"{password}\"", null);

    public ImapFolder Select(string name)
    {
        var folder = new ImapFolder { Name = name };
        Run($"SELECT \"{name}\"", line =>
        {
            string[] words = line.Split(' ');
            if (words.Length >= 3 && words[2] == "EXISTS") folder.Exists = int.Parse(words[1]);
            if (words.Length >= 3 && words[2] == "RECENT") folder.Recent = int.Parse(words[1]);
        });
        return folder;
    }

    public string FetchBody(int number)
    {
        string body = null;
        Run($"FETCH {number} BODY[TEXT]", line =>
        {
            int open = line.LastIndexOf('{');
            if (open > 0) body = ReadLiteral(int.Parse(line.AsSpan(open + 1, line.Length - open - 2)));
        });
        return body;
    }

    public void Append(string folder, string message)
    {
        string tag = "A" + ++_tag;
        WriteLine($"{tag} APPEND \"{folder}\" {{{message.Length}}}"); // ! NWA2007
        if (!ReadLine().StartsWith('+')) throw new InvalidOperationException("APPEND refused");
        byte[] bytes = Encoding.UTF8.GetBytes(message + "\r\n");
        Secure.Write(bytes);
        WaitFor(tag, null);
    }

    public bool Probe()
    {
        try
        {
            Run("NOOP", null);
            return true;
        }
        catch (SocketException) // ! NWA3014
        {
            return false;
        }
    }

    private void Run(string command, Action<string> untagged)
    {
        string tag = "A" + ++_tag;
        WriteLine(tag + " " + command);
        WaitFor(tag, untagged);
    }

    private void WaitFor(string tag, Action<string> untagged)
    {
        while (true)
        {
            string line = ReadLine();
            if (line.StartsWith(tag + " OK", StringComparison.Ordinal)) return;
            if (line.StartsWith(tag, StringComparison.Ordinal)) throw new InvalidOperationException(line);
            untagged?.Invoke(line);
        }
    }

    public override void Dispose()
    {
        try { WriteLine("ZZ LOGOUT"); }
        catch (IOException) { }
        base.Dispose();
    }
}
