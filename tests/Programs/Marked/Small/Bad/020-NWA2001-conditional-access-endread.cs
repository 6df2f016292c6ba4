using System.Net.Sockets;

namespace BlindC020;

public sealed class Sub020
{
    private NetworkStream _stream;
    private readonly byte[] _kind = new byte[16];

    public Sub020(NetworkStream stream) => _stream = stream;

    public event Action<string> Message;

    public void Begin() => _stream?.BeginRead(_kind, 0, _kind.Length, Done, null);

    private void Done(IAsyncResult ar)
    {
        try
        {
            _stream?.EndRead(ar); // ! NWA2001
            Message?.Invoke(Convert.ToHexString(_kind));
            Begin();
        }
        catch (IOException) { _stream?.Dispose(); _stream = null; }
        catch (ObjectDisposedException) { }
    }
}
