using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;

namespace Gates;

/// <summary>Card readers at the gates send "gate;card" and wait for OPEN or DENY.</summary>
public sealed class GateServer
{
    private readonly HttpClient directory;
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public GateServer(HttpClient directory) => this.directory = directory;

    public void Start(int port)
    {
        listener.Bind(new IPEndPoint(IPAddress.Any, port));
        listener.Listen(256);
        _ = AcceptAsync();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var socket = await listener.AcceptAsync();
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
                var gate = new Gate(socket, this);
                gate.Receive();
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode != SocketError.OperationAborted)
            {
                await Task.Delay(100);
            }
        }
    }

    private async Task<bool> MayPassAsync(string gate, string card)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        return await directory.GetFromJsonAsync<bool>($"access?gate={Uri.EscapeDataString(gate)}&card={Uri.EscapeDataString(card)}", deadline.Token);
    }

    private sealed class Gate(Socket socket, GateServer server)
    {
        private readonly byte[] buffer = new byte[128];
        private int filled;

        public void Receive()
        {
            try
            {
                socket.BeginReceive(buffer, filled, buffer.Length - filled, SocketFlags.None, Received, null);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                socket.Dispose();
            }
        }

        private async void Received(IAsyncResult ar)
        {
            try
            {
                var n = socket.EndReceive(ar);
                if (n == 0)
                {
                    socket.Dispose();
                    return;
                }

                filled += n;
                if (TakeLine() is { } line)
                {
                    var parts = line.Split(';');
                    var open = parts.Length == 2 && await server.MayPassAsync(parts[0], parts[1]);
                    using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(5));
                    await socket.SendAsync(Encoding.ASCII.GetBytes(open ? "OPEN\n" : "DENY\n"), SocketFlags.None, deadline.Token);
                }
                else if (filled == buffer.Length)
                {
                    socket.Dispose();
                    return;
                }

                Receive();
            }
            catch (Exception e)
            {
                Console.Error.WriteLine(e.Message);
                socket.Dispose();
            }
        }

        private string? TakeLine()
        {
            var end = Array.IndexOf(buffer, (byte)'\n', 0, filled);
            if (end < 0)
            {
                return null;
            }

            var line = Encoding.ASCII.GetString(buffer, 0, end);
            filled -= end + 1;
            Buffer.BlockCopy(buffer, end + 1, buffer, 0, filled);
            return line;
        }
    }
}
