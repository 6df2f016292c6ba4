using System.Net.Sockets;

namespace BlindC130G;

public sealed class Once130G(Socket socket)
{
    public void Send(byte[] data)
    {
        socket.BeginSend(data, 0, data.Length, SocketFlags.None, ar =>
        {
            try
            {
                socket.EndSend(ar);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or ArgumentException)
            {
                socket.Dispose();
            }
        }, null);
    }
}
