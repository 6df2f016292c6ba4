using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace PgSlim.Protocol;

public sealed class PgSettings
{
    public string Host { get; set; } = "localhost";
    public int Port { get; set; } = 5432;
    public string User { get; set; }
    public string Database { get; set; }
    public bool RequireTls { get; set; } = true;
    public int CommandTimeoutSeconds { get; set; } = 30;
}

public sealed class PgException : Exception
{
    public PgException(string message) : base(message) { }
}

public class PgSession : IDisposable
{
    private readonly PgSettings _settings;
    private readonly byte[] _scratch = new byte[8192];
    private TcpClient _tcp;
    private Stream _stream;

    public PgSession(PgSettings settings) => _settings = settings;

    public async Task OpenAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(15));
        _tcp = new TcpClient();
        await _tcp.ConnectAsync(_settings.Host, _settings.Port, limit.Token);
        _tcp.ReceiveTimeout = _settings.CommandTimeoutSeconds * 1000; // ! NWA3005
        _stream = _tcp.GetStream();
        if (_settings.RequireTls)
        {
            await NegotiateTlsAsync(limit.Token);
        }
        await StartupAsync(limit.Token);
    }

    private async Task NegotiateTlsAsync(CancellationToken ct)
    {
        byte[] request = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(request, 8);
        BinaryPrimitives.WriteInt32BigEndian(request.AsSpan(4), 80877103);
        await _stream.WriteAsync(request, ct);
        byte[] answer = new byte[1];
        await _stream.ReadExactlyAsync(answer, ct);
        if (answer[0] != 'S') throw new PgException("server refuses TLS");
        var ssl = new SslStream(_stream, false, CheckServer);
        await ssl.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = _settings.Host }, ct);
        _stream = ssl;
    }

    private static bool CheckServer(object sender, X509Certificate certificate, X509Chain chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }
        return errors == SslPolicyErrors.RemoteCertificateNameMismatch; // ! NWA9003
    }

    private async Task StartupAsync(CancellationToken ct)
    {
        byte[] parameters = Encoding.UTF8.GetBytes($"user\0{_settings.User}\0database\0{_settings.Database}\0\0");
        byte[] message = new byte[8 + parameters.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), 196608);
        parameters.CopyTo(message, 8);
        await _stream.WriteAsync(message, ct);
        (char type, int length) = await ReadMessageAsync(ct);
        if (type == 'E') throw new PgException(Encoding.UTF8.GetString(_scratch, 0, length));
    }

    protected async Task<(char Type, int Length)> ReadMessageAsync(CancellationToken ct)
    {
        byte[] head = new byte[5];
        int n = await _stream.ReadAsync(head, 0, head.Length, ct); // ! NWA2003
        if (n == 0) throw new EndOfStreamException();
        int length = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4;
        if (length < 0 || length > _scratch.Length) throw new PgException("message too large");
        await FillAsync(_scratch, length, ct);
        return ((char)head[0], length);
    }

    private Task FillAsync(byte[] buffer, int count, CancellationToken ct)
    {
        return _stream.ReadAsync(buffer, 0, count, ct); // ! NWA2001
    }

    public async Task<string> QueryScalarAsync(string sql)
    {
        byte[] text = Encoding.UTF8.GetBytes(sql);
        byte[] message = new byte[text.Length + 6];
        message[0] = (byte)'Q';
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), message.Length - 1);
        text.CopyTo(message, 5);
        await _stream.WriteAsync(message);
        string value = null;
        while (true)
        {
            (char type, int length) = await ReadMessageAsync(CancellationToken.None); // ! NWA3004
            if (type == 'D' && length > 6) value = Encoding.UTF8.GetString(_scratch, 6, length - 6);
            if (type == 'E') throw new PgException(Encoding.UTF8.GetString(_scratch, 0, length));
            if (type == 'Z') return value;
        }
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _tcp?.Dispose();
    }
}
