using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TinyProxy.Connect;

public sealed class ProxyCredentials
{
    public string User { get; init; }
    public string Password { get; init; }
    public string Header => "Proxy-Authorization: Basic " +
        Convert.ToBase64String(Encoding.UTF8.GetBytes(User + ":" + Password)) + "\r\n";
}

public interface IProxyDialer
{
    Task<Stream> DialAsync(string host, int port, CancellationToken ct);
}

public sealed class HttpConnectDialer : IProxyDialer
{
    private readonly EndPoint _proxy;
    private readonly ProxyCredentials _credentials;

    public HttpConnectDialer(EndPoint proxy, ProxyCredentials credentials = null)
    {
        _proxy = proxy;
        _credentials = credentials;
    }

    public async Task<Stream> DialAsync(string host, int port, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_proxy, ct); // ! NWA5003
        var stream = new NetworkStream(socket, ownsSocket: true);
        string request = $"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n{_credentials?.Header}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), ct);
        using (var reader = new StreamReader(stream)) // ! NWA2010
        {
            string status = await reader.ReadLineAsync(ct);
            if (status == null || !status.Contains(" 200 ")) throw new IOException("proxy refused: " + status);
            string line;
            while (!string.IsNullOrEmpty(line = await reader.ReadLineAsync(ct)))
            {
            }
        }
        return stream;
    }
}

public sealed class ForwardingServer
{
    private readonly TcpListener _listener;
    private readonly IProxyDialer _dialer;
    private readonly string _host;
    private readonly int _port;

    public ForwardingServer(int localPort, IProxyDialer dialer, string host, int port)
    {
        _listener = new TcpListener(IPAddress.Loopback, localPort);
        _dialer = dialer;
        _host = host;
        _port = port;
    }

    public async Task RunAsync(CancellationToken ct)
    {
        _listener.Start();
        using CancellationTokenRegistration stop = ct.Register(_listener.Stop);
        while (!ct.IsCancellationRequested)
        {
            try
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(ct); // ! NWA4004|NWA5002
                _ = ForwardAsync(client, ct);
            }
            catch (SocketException) when (!ct.IsCancellationRequested)
            {
                await Task.Delay(100, ct);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ForwardAsync(TcpClient client, CancellationToken ct)
    {
        try
        {
            NetworkStream near = client.GetStream();
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(TimeSpan.FromSeconds(20));
            await using Stream far = await _dialer.DialAsync(_host, _port, limit.Token);
            await Task.WhenAny(CopyAsync(near, far, ct), CopyAsync(far, near, ct));
            client.Close();
        }
        catch (Exception ex) when (ex is IOException or SocketException or OperationCanceledException)
        {
            Console.Error.WriteLine("forward: " + ex.Message);
        }
    }

    private static async Task CopyAsync(Stream from, Stream to, CancellationToken ct)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        int n;
        while ((n = await from.ReadAsync(buffer, ct)) > 0) // ! NWA3001
        {
            ArrayPool<byte>.Shared.Return(buffer);
            await to.WriteAsync(buffer.AsMemory(0, n), ct); // ! NWA2017
            buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        }
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
