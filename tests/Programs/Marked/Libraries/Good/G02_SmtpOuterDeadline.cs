using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace CarefulMail;

public sealed class CarefulSmtpException : Exception
{
    public CarefulSmtpException(string message) : base(message) { }
}

/// <summary>Every public operation gets its deadline in <see cref="Bounded"/>; the inner steps only pass the token on.</summary>
public sealed class CarefulSmtpClient : IAsyncDisposable
{
    private const int MaxLine = 4096;
    private readonly string _host;
    private readonly int _port;
    private readonly TimeSpan _stepTimeout;
    private readonly byte[] _buffer = new byte[MaxLine];
    private TcpClient _tcp;
    private Stream _stream;
    private int _start;
    private int _end;

    public CarefulSmtpClient(string host, int port, TimeSpan stepTimeout)
    {
        _host = host;
        _port = port;
        _stepTimeout = stepTimeout;
    }

    public Task OpenAsync(CancellationToken ct) => Bounded(OpenCore, ct);

    public Task SendAsync(string from, string to, string body, CancellationToken ct) =>
        Bounded(token => SendCore(from, to, body, token), ct);

    private async Task Bounded(Func<CancellationToken, Task> operation, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_stepTimeout);
        try
        {
            await operation(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            Drop();
            throw new TimeoutException($"{_host} did not answer within {_stepTimeout}");
        }
        catch (IOException)
        {
            Drop();
            throw;
        }
    }

    private async Task OpenCore(CancellationToken ct)
    {
        Drop();
        _tcp = new TcpClient();
        await _tcp.ConnectAsync(_host, _port, ct);
        _stream = _tcp.GetStream();
        await ExpectAsync("220", ct);
        await CommandAsync("EHLO client", "250", ct);
        await CommandAsync("STARTTLS", "220", ct);
        if (_start != _end) throw new CarefulSmtpException("plain text behind STARTTLS");
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = tls;
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = _host }, ct);
        await CommandAsync("EHLO client", "250", ct);
    }

    private async Task SendCore(string from, string to, string body, CancellationToken ct)
    {
        await CommandAsync($"MAIL FROM:<{from}>", "250", ct);
        await CommandAsync($"RCPT TO:<{to}>", "250", ct);
        await CommandAsync("DATA", "354", ct);
        var text = new StringBuilder();
        foreach (string line in body.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith('.')) text.Append('.');
            text.Append(line).Append("\r\n");
        }
        text.Append(".\r\n");
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), ct);
        await ExpectAsync("250", ct);
    }

    private async Task CommandAsync(string command, string expected, CancellationToken ct)
    {
        await _stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), ct);
        await ExpectAsync(expected, ct);
    }

    private async Task ExpectAsync(string expected, CancellationToken ct)
    {
        string line;
        do
        {
            line = await ReadLineAsync(ct);
        }
        while (line.Length > 3 && line[3] == '-');
        if (!line.StartsWith(expected, StringComparison.Ordinal)) throw new CarefulSmtpException(line);
    }

    private async Task<string> ReadLineAsync(CancellationToken ct)
    {
        while (true)
        {
            int at = Array.IndexOf(_buffer, (byte)'\n', _start, _end - _start);
            if (at >= 0)
            {
                string line = Encoding.ASCII.GetString(_buffer, _start, at - _start).TrimEnd('\r');
                _start = at + 1;
                return line;
            }
            if (_start > 0)
            {
                Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
                _end -= _start;
                _start = 0;
            }
            if (_end == _buffer.Length) throw new CarefulSmtpException("reply line too long");
            int n = await _stream.ReadAsync(_buffer.AsMemory(_end), ct);
            if (n == 0) throw new EndOfStreamException("server closed the connection");
            _end += n;
        }
    }

    private void Drop()
    {
        _stream?.Dispose();
        _tcp?.Dispose();
        _stream = null;
        _tcp = null;
        _start = _end = 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream != null)
        {
            try
            {
                await Bounded(token => CommandAsync("QUIT", "221", token), CancellationToken.None);
            }
            catch (Exception ex) when (ex is IOException or TimeoutException or CarefulSmtpException or ObjectDisposedException)
            {
                // The server may be gone already; nothing is owed to it.
            }
        }
        Drop();
    }
}
