using System.Net.Sockets;

namespace BlindC077;

public static class Beat077
{
    public static async Task<int> RunAsync(Socket socket, CancellationToken token)
    {
        var buffer = new byte[64];
        int beats = 0;
        while (true)
        {
            try
            {
                int n = await socket.ReceiveAsync(buffer, SocketFlags.None).WaitAsync(TimeSpan.FromSeconds(10), token); // ! NWA3008
                if (n == 0) return beats;
                beats += n;
            }
            catch (TimeoutException)
            {
                await socket.SendAsync(new byte[] { 0 }, SocketFlags.None, token);
            }
        }
    }
}
