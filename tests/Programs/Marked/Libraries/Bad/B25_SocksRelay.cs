using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ProxyBox.Socks;

public sealed class SocksRequest
{
    public byte Command { get; init; }
    public string Host { get; init; }
    public int Port { get; init; }
}

public interface IRelayPolicy
{
    bool Allow(SocksRequest request);
}

public sealed class SuffixPolicy : IRelayPolicy
{
    private readonly string _domain;
    public SuffixPolicy(string domain) => _domain = domain;
    public bool Allow(SocksRequest request) => request.Host.Contains(_domain); // ! NWA9006
}

internal sealed class SocksSession
{
    private readonly Socket _client;
    private readonly IRelayPolicy _policy;

    public SocksSession(Socket client, IRelayPolicy policy)
    {
        _client = client;
        _policy = policy;
        _client.ReceiveTimeout = 60_000;
        _client.SendTimeout = 60_000;
    }

    public void Run()
    {
        Socket remote = null;
        try
        {
            byte[] buffer = new byte[262];
            _client.Receive(buffer); // ! NWA2001
            if (buffer[0] != 5) return;
            _client.Send(new byte[] { 5, 0 });
            SocksRequest request = ReadRequest(buffer);
            if (request.Command != 1 || !_policy.Allow(request))
            {
                _client.Send(new byte[] { 5, 2, 0, 1, 0, 0, 0, 0, 0, 0 });
                return;
            }
            remote = Dial(request);
            _client.Send(new byte[] { 5, 0, 0, 1, 0, 0, 0, 0, 0, 0 });
            var up = new Thread(() => Pump(_client, remote)) { IsBackground = true };
            up.Start();
            Pump(remote, _client);
            up.Join();
        }
        catch (SocketException ex) when (ex.NativeErrorCode == 10054) // ! NWA3015
        {
        }
        finally
        {
            remote?.Dispose();
            _client.Shutdown(SocketShutdown.Both); // ! NWA5007
            _client.Close();
        }
    }

    private SocksRequest ReadRequest(byte[] buffer)
    {
        int n = _client.Receive(buffer);
        if (n == 0) throw new EndOfStreamException();
        if (buffer[3] == 3) // ! NWA2003
        {
            int length = buffer[4];
            string host = Encoding.ASCII.GetString(buffer, 5, length);
            return new SocksRequest { Command = buffer[1], Host = host, Port = (buffer[5 + length] << 8) | buffer[6 + length] };
        }
        var address = new IPAddress(buffer.AsSpan(4, 4));
        return new SocksRequest { Command = buffer[1], Host = address.ToString(), Port = (buffer[8] << 8) | buffer[9] };
    }

    private static Socket Dial(SocksRequest request)
    {
        IPAddress[] addresses = Dns.GetHostAddresses(request.Host);
        var socket = new Socket(addresses[0].AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.ReceiveTimeout = 60_000;
        socket.SendTimeout = 60_000;
        socket.Connect(addresses[0], request.Port); // ! NWA9012|NWA5003
        return socket;
    }

    private static void Pump(Socket from, Socket to)
    {
        byte[] buffer = new byte[8192];
        try
        {
            while (true)
            {
                int n = from.Receive(buffer, 0, buffer.Length, SocketFlags.None, out SocketError error); // ! NWA1010
                if (n == 0) break;
                to.Send(buffer, 0, n, SocketFlags.None);
            }
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception ex) when (ex is SocketException or ObjectDisposedException)
        {
            from.Dispose();
            to.Dispose();
        }
    }
}

public sealed class SocksServer
{
    private readonly TcpListener _listener;
    private readonly IRelayPolicy _policy;

    public SocksServer(int port, IRelayPolicy policy)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _policy = policy;
    }

    public void Run()
    {
        _listener.Start();
        while (true)
        {
            Socket client;
            try
            {
                client = _listener.AcceptSocket();
            }
            catch (SocketException ex) when (ex.SocketErrorCode is SocketError.Interrupted or SocketError.OperationAborted)
            {
                return;
            }
            var session = new SocksSession(client, _policy);
            new Thread(session.Run) { IsBackground = true }.Start(); // ! NWA4003|NWA4010
        }
    }

    public void Stop() => _listener.Stop();
}
