using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace PostBox.Smtp;

public sealed class SmtpMailMessage
{
    public string From { get; set; }
    public List<string> To { get; } = new();
    public string Subject { get; set; }
    public string Body { get; set; }
}

public sealed class SmtpReplyException : Exception
{
    public SmtpReplyException(int code, string text) : base($"{code} {text}") => Code = code;
    public int Code { get; }
}

public sealed class SmtpSession : IDisposable
{
    private readonly string _host;
    private readonly int _port;
    private TcpClient _tcp;
    private Stream _stream;
    private StreamReader _reader;
    private StreamWriter _writer;

    public SmtpSession(string host, int port = 587)
    {
        _host = host;
        _port = port;
    }

    public int TimeoutMilliseconds { get; set; } = 30_000;

    public void Open()
    {
        _tcp = new TcpClient { ReceiveTimeout = TimeoutMilliseconds, SendTimeout = TimeoutMilliseconds };
        _tcp.Connect(_host, _port);
        _stream = _tcp.GetStream();
        Wrap();
        Expect(220);
        Command("EHLO " + Environment.MachineName, 250);
        Command("STARTTLS", 220);
        var ssl = new SslStream(_stream, false, (s, cert, chain, errors) => true); // ! NWA9002
        ssl.AuthenticateAsClient(_host, null, SslProtocols.Tls11 | SslProtocols.Tls12, false); // ! NWA9009
        _stream = ssl;
        Wrap();
        Command("EHLO " + Environment.MachineName, 250);
    }

    private void Wrap()
    {
        _reader = new StreamReader(_stream, Encoding.ASCII);
        _writer = new StreamWriter(_stream, Encoding.UTF8) { NewLine = "\r\n" }; // ! NWA2016
    }

    public void Login(string user, string password)
    {
        Command("AUTH LOGIN", 334);
        Command(Convert.ToBase64String(Encoding.UTF8.GetBytes(user)), 334);
        Command(Convert.ToBase64String(Encoding.UTF8.GetBytes(password)), 235);
    }

    public void Send(SmtpMailMessage message)
    {
        Command($"MAIL FROM:<{message.From}>", 250);
        foreach (string recipient in message.To)
        {
            Command($"RCPT TO:<{recipient}>", 250);
        }
        Command("DATA", 354);
        _writer.WriteLine("Subject: " + message.Subject);
        _writer.WriteLine();
        foreach (string line in message.Body.Split('\n'))
        {
            _writer.WriteLine(line.StartsWith('.') ? "." + line : line.TrimEnd('\r'));
        }
        _writer.WriteLine(".");
        Expect(250); // ! NWA1007
    }

    private void Command(string text, int expected)
    {
        _writer.WriteLine(text);
        _writer.Flush();
        Expect(expected);
    }

    private void Expect(int expected)
    {
        var text = new StringBuilder();
        int code = 0;
        bool more = true;
        while (more)
        {
            string line = _reader.ReadLine(); // ! NWA2002
            if (line?.Length >= 3)
            {
                code = int.Parse(line.AsSpan(0, 3));
                more = line.Length > 3 && line[3] == '-';
                text.AppendLine(line.Substring(3).Trim());
            }
        }
        if (code != expected) throw new SmtpReplyException(code, text.ToString());
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _stream?.Dispose();
        _tcp?.Dispose();
    }
}

public sealed class MailQueueRunner
{
    private readonly Queue<SmtpMailMessage> _queue = new();
    private readonly Func<SmtpSession> _factory;

    public MailQueueRunner(Func<SmtpSession> factory) => _factory = factory;

    public List<SmtpMailMessage> Failed { get; } = new();

    public void Enqueue(SmtpMailMessage message) => _queue.Enqueue(message);

    public void Drain()
    {
        using SmtpSession session = _factory();
        session.Open();
        while (_queue.TryPeek(out SmtpMailMessage message))
        {
            try
            {
                session.Send(message);
            }
            catch (SmtpReplyException)
            {
                Failed.Add(message);
            }
            _queue.Dequeue();
        }
    }
}
