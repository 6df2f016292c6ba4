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
        for (var attempt = 0; attempt < 5; attempt++)
        {
            try
            {
                if (!_socket.Connected)
                {
                    Connect();
                }

                _socket.Send(bytes); // BAD: send-success-as-delivery
                return true;
            }
            catch (SocketException e)
            {
                Console.Error.WriteLine(e.Message); // BAD: use-after-error
                Thread.Sleep(1000);
            }
        }

        return false;
    }

    private void Connect()
    {
        _socket.Close();
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { SendTimeout = 5000, ReceiveTimeout = 5000 };
        _socket.Connect(_server, _port); // BAD: missing-timeout
    }

    public void Dispose() => _socket.Dispose();
}
