using System.Net.Sockets;

namespace BlindC033;

public sealed class Poller033(Socket socket, Action<byte[]> onMessage)
{
    public void Take()
    {
        socket.ReceiveTimeout = 3000;
        var message = GC.AllocateUninitializedArray<byte>(socket.Available); // ! NWA2006
        if (message.Length == 0) return;
        int n = socket.Receive(message);
        if (n == 0) { socket.Dispose(); return; }
        onMessage(message[..n]);
    }
}
