using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace BlindC122;

public sealed class Login122(Socket socket)
{
    private readonly byte[] _password = new byte[32];
    private int _have;

    public void Begin() => socket.BeginReceive(_password, _have, _password.Length - _have, SocketFlags.None, Done, null);

    private void Done(IAsyncResult ar)
    {
        try
        {
            int n = socket.EndReceive(ar);
            if (n == 0) { socket.Dispose(); return; }
            if ((_have += n) < _password.Length) { Begin(); return; }
            byte[] key = Rfc2898DeriveBytes.Pbkdf2(_password, "salt"u8, 600_000, HashAlgorithmName.SHA256, 32); // ! NWA6001
            socket.BeginSend(key, 0, key.Length, SocketFlags.None, Sent, null);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { socket.Dispose(); }
    }

    private void Sent(IAsyncResult ar)
    {
        try { _ = socket.EndSend(ar); }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { Console.Error.WriteLine(e.Message); }
        finally { socket.Dispose(); }
    }
}
