using System.Net.Sockets;

namespace BlindC130;

public sealed class Once130(Socket socket)
{
    public void Send(byte[] data)
    {
        socket.BeginSend(data, 0, data.Length, SocketFlags.None, ar =>
        {
            try
            {
                socket.EndReceive(ar); // ! NWA6007
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or ArgumentException)
            {
                socket.Dispose();
            }
        }, null);
    }
}
