using System.Net.Sockets;
using System.Text;

namespace BlindC007G;

public sealed class Feed007G
{
    private readonly NetworkStream _stream;

    public Feed007G(NetworkStream stream) { _stream = stream; _stream.WriteTimeout = 3000; }

    public event Action<Exception> Failed;

    public void OnTick(object sender, EventArgs e)
    {
        var quote = Encoding.ASCII.GetBytes("TICK " + DateTime.UtcNow.Ticks + "\r\n");
        try
        {
            _stream.Write(quote, 0, quote.Length);
        }
        catch (IOException ex)
        {
            Failed?.Invoke(ex);
            _stream.Dispose();
        }
    }
}
