using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace SecurePipe.Tunnel;

public sealed class TunnelOptions
{
    public IPEndPoint Listen { get; init; }
    public string TargetHost { get; init; }
    public int TargetPort { get; init; }
    public string PeerName { get; init; }
    public X509Certificate2 Certificate { get; init; }
}

public sealed class PeerVerifier
{
    private readonly string _name;

    public PeerVerifier(string name) => _name = name;

    public bool Verify(object sender, X509Certificate certificate, X509Chain chain, SslPolicyErrors errors)
    {
        return certificate != null && certificate.Subject.Contains("CN=" + _name); // ! NWA9013
    }
}

public interface ITunnelSecurity
{
    Task<Stream> ServerAsync(Stream inner);
    Task<Stream> ClientAsync(Stream inner, CancellationToken ct);
}

public sealed class TlsTunnelSecurity : ITunnelSecurity
{
    private readonly TunnelOptions _options;

    private const SslProtocols Versions = SslProtocols.Tls | SslProtocols.Tls12; // ! NWA9009

    public TlsTunnelSecurity(TunnelOptions options) => _options = options;

    public async Task<Stream> ServerAsync(Stream inner)
    {
        var ssl = new SslStream(inner);
        await ssl.AuthenticateAsServerAsync(_options.Certificate, false, Versions, false); // ! NWA3010
        return ssl;
    }

    public async Task<Stream> ClientAsync(Stream inner, CancellationToken ct)
    {
        var verifier = new PeerVerifier(_options.PeerName);
        var ssl = new SslStream(inner, false);
        await ssl.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = _options.PeerName,
            RemoteCertificateValidationCallback = verifier.Verify,
        }, ct);
        return ssl;
    }
}

public sealed class TunnelServer
{
    private readonly TunnelOptions _options;
    private readonly ITunnelSecurity _security;
    private readonly Socket _listener;

    public TunnelServer(TunnelOptions options)
    {
        _options = options;
        _security = new TlsTunnelSecurity(options);
        _listener = new Socket(options.Listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.ReceiveTimeout = 60_000; // ! NWA3016
        _listener.Bind(options.Listen);
        _listener.Listen();
    }

    public async Task RunAsync()
    {
        while (true)
        {
            try
            {
                Socket socket = await _listener.AcceptAsync();
                _ = HandleAsync(socket); // ! NWA4009
            }
            catch (Exception ex) // ! NWA4007
            {
                Console.Error.WriteLine(ex.Message);
            }
        }
    }

    private async Task HandleAsync(Socket socket)
    {
        using var inner = new NetworkStream(socket, ownsSocket: true);
        using Stream near = await _security.ServerAsync(inner);
        using var target = new TcpClient();
        using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10)))
        {
            await target.ConnectAsync(_options.TargetHost, _options.TargetPort, limit.Token);
        }
        using NetworkStream far = target.GetStream();
        using var stop = new CancellationTokenSource();
        Task up = PumpAsync(near, far, stop);
        Task down = PumpAsync(far, near, stop);
        await Task.WhenAll(up, down);
    }

    private static async Task PumpAsync(Stream from, Stream to, CancellationTokenSource stop)
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                using var idle = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
                idle.CancelAfter(TimeSpan.FromMinutes(2));
                int n = await from.ReadAsync(buffer, idle.Token);
                if (n == 0) break;
                await to.WriteAsync(buffer, idle.Token); // ! NWA1008|NWA2004
            }
        }
        catch (Exception ex) when (ex is IOException or OperationCanceledException or ObjectDisposedException)
        {
        }
        finally
        {
            stop.Cancel();
        }
    }

    public void Stop() => _listener.Dispose();
}
