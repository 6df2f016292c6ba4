using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Blind.B.Good.TlsEcho;

public sealed record TlsEchoOptions(IPEndPoint EndPoint, X509Certificate2 Certificate, byte[] ClientKeyHash);

public sealed class TlsEcho(TlsEchoOptions options, ILogger<TlsEcho> log)
{
    private readonly SemaphoreSlim _handshakes = new(32);
    private readonly SemaphoreSlim _sessions = new(500);

    public async Task RunAsync(CancellationToken ct)
    {
        using var listener = new TcpListener(options.EndPoint);
        listener.Start();
        try
        {
            while (true)
            {
                await _sessions.WaitAsync(ct);
                try
                {
                    StartSession(await listener.AcceptTcpClientAsync(ct), ct);
                }
                catch (SocketException ex)
                {
                    _sessions.Release();
                    log.LogWarning(ex, "Accept failed");
                    await Task.Delay(TimeSpan.FromSeconds(0.2), ct);
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            log.LogInformation("No longer listening");
        }
    }

    /// <summary>async void on purpose: nothing leaves it, and the session ends with it.</summary>
    private async void StartSession(TcpClient client, CancellationToken ct)
    {
        try
        {
            using (client)
            {
                await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false);
                await HandshakeAsync(tls, ct);
                await EchoAsync(tls, ct);
            }
        }
        catch (Exception ex)
        {
            log.LogInformation(ex, "Session ended");
        }
        finally
        {
            _sessions.Release();
        }
    }

    private async Task HandshakeAsync(SslStream tls, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(8));
        await _handshakes.WaitAsync(limit.Token);
        try
        {
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = options.Certificate,
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, certificate, _, _) => IsPinned(certificate),
            }, limit.Token);
        }
        finally
        {
            _handshakes.Release();
        }
    }

    private bool IsPinned(X509Certificate? certificate)
        => certificate is not null
            && CryptographicOperations.FixedTimeEquals(SHA256.HashData(certificate.GetPublicKey()), options.ClientKeyHash);

    private static async Task EchoAsync(SslStream tls, CancellationToken ct)
    {
        var buffer = new byte[8192];
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(ct);
        do
        {
            idle.CancelAfter(TimeSpan.FromSeconds(30));
            if (await tls.ReadAsync(buffer, idle.Token) is not (> 0 and var n))
            {
                return;
            }

            await tls.WriteAsync(buffer.AsMemory(..n), idle.Token);
        }
        while (true);
    }
}
