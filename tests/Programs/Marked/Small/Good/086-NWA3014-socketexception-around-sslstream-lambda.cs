using System.Net.Security;
using System.Net.Sockets;

namespace BlindC086G;

public static class Safe086G
{
    public static readonly Func<SslStream, ReadOnlyMemory<byte>, CancellationToken, Task<bool>> TryWrite =
        static async (tls, data, token) =>
        {
            try
            {
                await tls.WriteAsync(data, token);
                return true;
            }
            catch (IOException)
            {
                await tls.DisposeAsync();
                return false;
            }
        };
}
