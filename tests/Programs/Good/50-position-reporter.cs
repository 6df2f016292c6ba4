using System.Net.Sockets;
using System.Text;

namespace Positions;

/// <summary>Reports the position of a vehicle to the fleet's server; nothing may be lost.</summary>
public class PositionReporter : IDisposable
{
    private readonly Queue<string> _unsent = new Queue<string>();
    private readonly string _server;
    private readonly int _port;
    private Socket _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public PositionReporter(string server, int port)
    {
        _server = server;
        _port = port;
    }

    public void Report(double latitude, double longitude)
    {
        _unsent.Enqueue(FormattableString.Invariant($"{DateTime.UtcNow:O};{latitude};{longitude}\n"));
        while (_unsent.Count > 0)
        {
            if (!SendOne(_unsent.Peek()))
            {
                return;
            }

            _unsent.Dequeue();
        }
    }

    private bool SendOne(string report)
    {
        var bytes = Encoding.ASCII.GetBytes(report);
        try
        {
            if (_connected == false)
            {
                Connect();
            }

            _socket.Send(bytes);
            var answer = new byte[1];
            if (_socket.Receive(answer) == 1 && answer[0] == 6)
            {
                return true;
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            Console.Error.WriteLine(e.Message);
        }

        _connected = false;
        _socket.Close();
        return false;
    }

    private bool _connected;

    private void Connect()
    {
        _socket.Close();
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { SendTimeout = 5000, ReceiveTimeout = 5000 };
        using (var deadline = new CancellationTokenSource(5000))
        {
            _socket.ConnectAsync(_server, _port, deadline.Token).AsTask().GetAwaiter().GetResult();
        }

        _connected = true;
    }

    public void Dispose() => _socket.Dispose();
}
