using System;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Incidents.Tests.Stage;

/// <summary>A blocking client that speaks in lines; it works on its caller's thread alone, so a starved pool does not hold it up.</summary>
public sealed class LineClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Connects; the kernel completes this even while the server does not accept.</summary>
    public LineClient(IPEndPoint server) => _socket.Connect(server);

    /// <summary>Sends one line.</summary>
    public void Send(string line) => _socket.Send(Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>The next line, which must come within <see cref="Patience.Limit"/>.</summary>
    public string Read() =>
        TryRead(Patience.Limit) ?? throw new TimeoutException("The server did not answer.");

    /// <summary>The next line, or null when none began within that time or the server has ended the connection.</summary>
    public string? TryRead(TimeSpan within)
    {
        var line = new StringBuilder();
        var next = new byte[1];
        while (_socket.Poll(within, SelectMode.SelectRead)
            && _socket.Receive(next, 0, 1, SocketFlags.None, out var error) == 1
            && error == SocketError.Success)
        {
            if (next[0] == '\n')
            {
                return line.ToString();
            }

            line.Append((char)next[0]);
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
