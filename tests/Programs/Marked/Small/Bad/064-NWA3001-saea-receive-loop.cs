using System.Net.Sockets;

namespace BlindC064;

public sealed class Pump064
{
    private readonly Socket _socket;
    private readonly SocketAsyncEventArgs _args = new();
    private readonly Action<ReadOnlyMemory<byte>> _sink;

    public Pump064(Socket accepted, Action<ReadOnlyMemory<byte>> sink)
    {
        (_socket, _sink) = (accepted, sink);
        _args.SetBuffer(new byte[4096]);
        _args.Completed += (_, _) => { if (Handle()) Receive(); };
    }

    public void Receive()
    {
        while (!_socket.ReceiveAsync(_args)) // ! NWA3001
            if (!Handle()) return;
    }

    private bool Handle()
    {
        if (_args.SocketError != SocketError.Success || _args.BytesTransferred == 0)
        {
            _socket.Dispose();
            _args.Dispose();
            return false;
        }
        _sink(_args.MemoryBuffer[.._args.BytesTransferred]);
        return true;
    }
}
