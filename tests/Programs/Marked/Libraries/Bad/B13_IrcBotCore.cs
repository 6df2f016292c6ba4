using System.Net.Sockets;
using System.Text;

namespace ChatterBot.Irc;

public sealed record IrcLine(string Prefix, string Command, string[] Arguments)
{
    public static IrcLine Parse(string raw)
    {
        string prefix = null;
        if (raw.StartsWith(':'))
        {
            int space = raw.IndexOf(' ');
            prefix = raw[1..space];
            raw = raw[(space + 1)..];
        }
        string trailing = null;
        int colon = raw.IndexOf(" :", StringComparison.Ordinal);
        if (colon >= 0)
        {
            trailing = raw[(colon + 2)..];
            raw = raw[..colon];
        }
        List<string> words = raw.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        string command = words[0];
        words.RemoveAt(0);
        if (trailing != null) words.Add(trailing);
        return new IrcLine(prefix, command, words.ToArray());
    }
}

public interface IIrcPlugin
{
    void OnMessage(IrcBot bot, IrcLine line);
}

public sealed class IrcBot : IDisposable
{
    private readonly List<IIrcPlugin> _plugins = new();
    private readonly string _server;
    private readonly int _port;
    private readonly string _nick;
    private TcpClient _client;
    private StreamReader _reader;
    private StreamWriter _writer;
    private volatile bool _quit;

    public IrcBot(string server, int port, string nick)
    {
        _server = server;
        _port = port;
        _nick = nick;
    }

    public void Use(IIrcPlugin plugin) => _plugins.Add(plugin);

    public async Task RunAsync()
    {
        while (!_quit)
        {
            try
            {
                await ConnectAsync();
                await ReadAsync();
            }
            catch (Exception ex) // ! NWA3011
            {
                Console.Error.WriteLine($"irc: {ex.Message}, reconnecting");
            }
        }
    }

    private async Task ConnectAsync()
    {
        _client = new TcpClient(); // ! NWA5005
        using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15)))
        {
            await _client.ConnectAsync(_server, _port, limit.Token);
        }
        _client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        _client.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
        _client.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
        NetworkStream stream = _client.GetStream();
        _reader = new StreamReader(stream);
        _writer = new StreamWriter(stream) { NewLine = "\r\n", AutoFlush = true };
        await _writer.WriteLineAsync("NICK " + _nick);
        await _writer.WriteLineAsync($"USER {_nick} 0 * :{_nick}");
    }

    private async Task ReadAsync()
    {
        while (_client.Connected) // ! NWA3007
        {
            string raw = await _reader.ReadLineAsync(); // ! NWA2002
            if (string.IsNullOrEmpty(raw)) continue;
            IrcLine line = IrcLine.Parse(raw);
            if (line.Command == "PING")
            {
                await _writer.WriteLineAsync("PONG :" + line.Arguments[^1]);
                continue;
            }
            foreach (IIrcPlugin plugin in _plugins)
            {
                plugin.OnMessage(this, line);
            }
        }
    }

    public void Say(string channel, string text)
    {
        foreach (string part in Split(text, 400))
        {
            try
            {
                _writer.WriteLine($"PRIVMSG {channel} :{part}");
            }
            catch (IOException) // ! NWA4013|NWA1004
            {
            }
        }
    }

    private static IEnumerable<string> Split(string text, int size)
    {
        for (int at = 0; at < text.Length; at += size)
        {
            yield return text.Substring(at, Math.Min(size, text.Length - at));
        }
    }

    public void Dispose()
    {
        _quit = true;
        _writer?.Dispose();
        _reader?.Dispose();
        _client?.Dispose();
    }
}

public sealed class EchoPlugin : IIrcPlugin
{
    public void OnMessage(IrcBot bot, IrcLine line)
    {
        if (line.Command == "PRIVMSG" && line.Arguments.Length == 2 && line.Arguments[1].StartsWith("!echo "))
        {
            bot.Say(line.Arguments[0], line.Arguments[1][6..]);
        }
    }
}
