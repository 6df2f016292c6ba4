using System.Net.Sockets;

namespace BlindC016;

public sealed class Apm016(Socket socket, Action<ReadOnlyMemory<byte>> sink)
{
    private readonly byte[] _buffer = new byte[2048];

    public void Start() => socket.BeginReceive(_buffer, 0, _buffer.Length, SocketFlags.None, OnReceive, null);

    private void OnReceive(IAsyncResult ar)
    {
        try
        {
            int n = socket.EndReceive(ar, out SocketError error); // ! NWA1010
            if (n == 0)
            {
                Console.WriteLine("peer finished, transfer complete");
                socket.Dispose();
                return;
            }
            sink(_buffer.AsMemory(0, n));
            socket.BeginReceive(_buffer, 0, _buffer.Length, SocketFlags.None, OnReceive, null);
        }
        catch (SocketException e) { Console.Error.WriteLine(e.SocketErrorCode); socket.Dispose(); }
        catch (ObjectDisposedException) { }
    }
}
