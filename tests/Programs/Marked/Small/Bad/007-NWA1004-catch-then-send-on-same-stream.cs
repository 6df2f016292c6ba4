using System.Net.Sockets;
using System.Text;

namespace BlindC007;

public sealed class Feed007
{
    private readonly NetworkStream _stream;

    public Feed007(NetworkStream stream) { _stream = stream; _stream.WriteTimeout = 3000; }

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
            var apology = "ERR lost tick\r\n"u8;
            _stream.Write(apology); // ! NWA1004
        }
    }
}
