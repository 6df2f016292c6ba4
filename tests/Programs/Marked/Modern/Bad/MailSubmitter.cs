using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Blind.B.Bad.MailSubmit;

public sealed record Mail(string From, string[] To, string Body)
{
    public bool Sent { get; internal set; }
}

public interface IMailTransport : IAsyncDisposable
{
    Task SubmitAsync(Mail mail, CancellationToken ct);
}

public sealed class SmtpTransport : IMailTransport
{
    private readonly TcpClient _client;
    private Stream _stream;
    private StreamReader _reader;
    private StreamWriter _writer;

    private SmtpTransport(TcpClient client)
    {
        _client = client;
        _stream = client.GetStream();
        (_reader, _writer) = Wrap(_stream);
    }

    private static (StreamReader Reader, StreamWriter Writer) Wrap(Stream stream) => (
        new StreamReader(stream, Encoding.ASCII),
        new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n" });

    public static async Task<SmtpTransport> ConnectAsync(string host, CancellationToken ct)
    {
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host, 587, ct);
            var transport = new SmtpTransport(client);
            await transport.ExpectAsync("220", ct);
            await transport.UpgradeAsync(host, ct);
            return transport;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private async Task UpgradeAsync(string host, CancellationToken ct)
    {
        await _writer.WriteLineAsync("STARTTLS".AsMemory(), ct);
        await ExpectAsync("220", ct); // ! NWA1007
        var ssl = new SslStream(_stream);
        await ssl.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, ct);
        _stream = ssl;
        (_reader, _writer) = Wrap(ssl);
        await CommandAsync($"EHLO {Environment.MachineName}", "250", ct);
    }

    public async Task SubmitAsync(Mail mail, CancellationToken ct)
    {
        await CommandAsync($"MAIL FROM:<{mail.From}>", "250", ct);
        foreach (var to in mail.To)
        {
            await CommandAsync($"RCPT TO:<{to}>", "250", ct);
        }

        await CommandAsync("DATA", "354", ct);
        await using (var data = new StreamWriter(_stream, Encoding.UTF8)) // ! NWA2010|NWA2016
        {
            foreach (var line in mail.Body.Split('\n'))
            {
                await data.WriteAsync($"{(line.StartsWith('.') ? "." : "")}{line.TrimEnd('\r')}\r\n");
            }

            await data.WriteAsync(".\r\n");
        }

        mail.Sent = true; // ! NWA1001
        await ExpectAsync("250", ct);
    }

    private async Task CommandAsync(string command, string expected, CancellationToken ct)
    {
        await _writer.WriteLineAsync(command.AsMemory(), ct);
        await _writer.FlushAsync(ct);
        await ExpectAsync(expected, ct);
    }

    private async Task ExpectAsync(string code, CancellationToken ct)
    {
        string line;
        do
        {
            line = (await _reader.ReadLineAsync(ct))!; // ! NWA2002
        }
        while (line is not { Length: > 3 } || line[3] == '-');

        if (!line.StartsWith(code, StringComparison.Ordinal))
        {
            throw new InvalidOperationException(line);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _client.Dispose();
    }
}
