using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Blind.B.Bad.LocalAgent;

public delegate string CommandHandler(string command);

public sealed class LocalAgentSocket(string path, CommandHandler handler, ILogger log) : IDisposable
{
    private readonly Socket _listener = Bind(path);
    private readonly byte[] _buffer = new byte[1024];
    private bool _stopped;

    private static Socket Bind(string path)
    {
        File.Delete(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen(backlog: 1); // ! NWA4005
        return socket;
    }

    public void Start()
    {
        new Thread(() =>
        {
            Socket peer;
            while (!_stopped)
            {
                try
                {
                    peer = _listener.Accept();
                    new Thread(() => Talk(peer)) { IsBackground = true }.Start(); // ! NWA4011|NWA4003
                }
                catch (SocketException ex) // ! NWA4007
                {
                    log.LogError(ex, "Accept failed");
                }
            }
        }) { IsBackground = true }.Start();
    }

    private void Talk(Socket peer)
    {
        using var stream = new NetworkStream(peer); // ! NWA5004|NWA5002
        try
        {
            var text = new StringBuilder();
            int n;
            while ((n = stream.Read(_buffer)) > 0) // ! NWA4011|NWA3003
            {
                text.Append(Encoding.UTF8.GetString(_buffer, 0, n)); // ! NWA2005
                while (text.ToString().IndexOf('\n') is >= 0 and var end)
                {
                    var command = text.ToString(0, end);
                    text.Remove(0, end + 1);
                    Reply(stream, handler(command));
                }
            }
        }
        catch (IOException)
        {
            // the tool went away
        }
    }

    private static void Reply(NetworkStream stream, string reply)
    {
        using var writer = new StreamWriter(stream) { AutoFlush = true }; // ! NWA2010
        writer.Write(reply + "\n");
    }

    public void Dispose()
    {
        _stopped = true;
        _listener.Dispose();
    }
}
