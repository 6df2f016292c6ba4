using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PinnedTls;

public sealed class CertificatePins
{
    private readonly byte[][] _pins;

    public CertificatePins(params string[] sha256) => _pins = sha256.Select(text => Convert.FromHexString(text)).ToArray();

    /// <summary>The pin replaces the public authorities: a device's own certificate is right if, and only if, its hash is.</summary>
    public bool Matches(object sender, X509Certificate certificate, X509Chain chain, SslPolicyErrors errors)
    {
        if (certificate == null) return false;
        byte[] hash = certificate.GetCertHash(HashAlgorithmName.SHA256);
        return _pins.Any(pin => CryptographicOperations.FixedTimeEquals(pin, hash));
    }

    public HttpClient CreateHttpClient() => new(new SocketsHttpHandler
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(15),
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = Matches },
    });
}

public sealed class PinnedTlsClient : IAsyncDisposable
{
    private readonly TcpClient _tcp = new();
    private SslStream _tls;

    public Stream Stream => _tls ?? throw new InvalidOperationException("not connected");

    public static async Task<PinnedTlsClient> ConnectAsync(DnsEndPoint server, CertificatePins pins, TimeSpan timeout, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(timeout);
        var client = new PinnedTlsClient();
        try
        {
            await client._tcp.ConnectAsync(server.Host, server.Port, limit.Token);
            client._tls = new SslStream(client._tcp.GetStream());
            await client._tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = server.Host,
                    RemoteCertificateValidationCallback = pins.Matches,
                },
                limit.Token);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_tls != null) await _tls.DisposeAsync();
        _tcp.Dispose();
    }
}

public sealed class PinnedTlsListener
{
    private readonly SslServerAuthenticationOptions _options;
    private readonly Func<Stream, CancellationToken, Task> _serve;
    private readonly SemaphoreSlim _slots = new(500);

    public PinnedTlsListener(X509Certificate2 certificate, CertificatePins clients, Func<Stream, CancellationToken, Task> serve)
    {
        _serve = serve;
        _options = new SslServerAuthenticationOptions
        {
            ServerCertificate = certificate,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = clients.Matches,
        };
    }

    public async Task RunAsync(TcpListener listener, CancellationToken ct)
    {
        listener.Start();
        try
        {
            while (true)
            {
                await _slots.WaitAsync(ct);
                TcpClient client = null;
                try
                {
                    client = await listener.AcceptTcpClientAsync(ct);
                }
                catch (SocketException ex)
                {
                    Console.Error.WriteLine("accept: " + ex.SocketErrorCode);
                }
                if (client == null)
                {
                    _slots.Release();
                    await Task.Delay(200, ct);
                    continue;
                }
                _ = Task.Run(() => HandleAsync(client, ct), CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
        finally
        {
            listener.Stop();
        }
    }

    private async Task HandleAsync(TcpClient client, CancellationToken ct)
    {
        try
        {
            using TcpClient owned = client;
            await using var tls = new SslStream(owned.GetStream());
            using (var limit = CancellationTokenSource.CreateLinkedTokenSource(ct))
            {
                limit.CancelAfter(TimeSpan.FromSeconds(10));
                await tls.AuthenticateAsServerAsync(_options, limit.Token);
            }
            await _serve(tls, ct);
        }
        catch (Exception ex) when (ex is AuthenticationException or IOException or OperationCanceledException)
        {
            Console.Error.WriteLine("tls: " + ex.Message);
        }
        catch (Exception ex)
        {
            Console.Error.WriteLine(ex);
        }
        finally
        {
            _slots.Release();
        }
    }
}
