using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Syslog;

/// <summary>Takes syslog lines over TLS and hands them to the log pipeline of the host.</summary>
public sealed class SyslogService : BackgroundService
{
    private readonly ILogger<SyslogService> logger;
    private readonly X509Certificate2 certificate;
    private readonly Action<string> record;

    public SyslogService(ILogger<SyslogService> logger, X509Certificate2 certificate, Action<string> record)
    {
        this.logger = logger;
        this.certificate = certificate;
        this.record = record;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listener = new TcpListener(IPAddress.Any, 6514);
        listener.Start();
        while (!stoppingToken.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await listener.AcceptTcpClientAsync(stoppingToken);
            }
            catch (SocketException e)
            {
                logger.LogWarning(e, "accept failed");
                await Task.Delay(200, stoppingToken);
                continue;
            }

            try
            {
                var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(certificate); // BAD: accept-loop-blocked
                _ = ReadAsync(client, tls, stoppingToken);
            }
            catch (Exception e) when (e is AuthenticationException or IOException)
            {
                logger.LogWarning(e, "handshake failed");
                client.Dispose();
            }
        }
    }

    private async Task ReadAsync(TcpClient client, SslStream tls, CancellationToken stop)
    {
        try
        {
            using (client)
            using (var reader = new StreamReader(tls, Encoding.UTF8))
            {
                while (true)
                {
                    var line = await reader.ReadLineAsync(stop); // BAD: zero-not-checked
                    if (!string.IsNullOrEmpty(line))
                    {
                        record(line);
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            logger.LogInformation("sender gone: {Reason}", e.Message);
        }
    }
}
