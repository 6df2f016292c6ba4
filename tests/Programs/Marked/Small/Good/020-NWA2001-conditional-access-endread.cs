using System.Net.Sockets;

namespace BlindC020G;

public sealed class Sub020G
{
    private NetworkStream _stream;
    private readonly byte[] _kind = new byte[16];

    public Sub020G(NetworkStream stream) => _stream = stream;

    public event Action<string> Message;

    public void Begin() => _stream?.BeginRead(_kind, 0, _kind.Length, Done, null);

    private void Done(IAsyncResult ar)
    {
        try
        {
            int n = _stream?.EndRead(ar) ?? 0;
            if (n == 0) { _stream?.Dispose(); return; }
            Message?.Invoke(Convert.ToHexString(_kind, 0, n));
            Begin();
        }
        catch (IOException) { _stream?.Dispose(); _stream = null; }
        catch (ObjectDisposedException) { }
    }
}
