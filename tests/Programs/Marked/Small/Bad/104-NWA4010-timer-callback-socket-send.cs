using System.Net.Sockets;

namespace BlindC104;

public sealed class Heartbeat104 : IDisposable
{
    private readonly Socket _socket;
    private readonly Timer _timer;

    public Heartbeat104(Socket socket)
    {
        _socket = socket;
        _socket.SendTimeout = 2000;
        _timer = new Timer(static s => ((Heartbeat104)s).Beat(), this, 5000, 5000);
    }

    private void Beat() => _socket.Send("\0"u8); // ! NWA4010

    public void Dispose() { _timer.Dispose(); _socket.Dispose(); }
}
