using System.Net.Security;
using System.Net.Sockets;

namespace BlindC086;

public static class Safe086
{
    public static readonly Func<SslStream, ReadOnlyMemory<byte>, CancellationToken, Task<bool>> TryWrite =
        static async (tls, data, token) =>
        {
            try
            {
                await tls.WriteAsync(data, token);
                return true;
            }
            catch (SocketException) // ! NWA3014
            {
                await tls.DisposeAsync();
                return false;
            }
        };
}
