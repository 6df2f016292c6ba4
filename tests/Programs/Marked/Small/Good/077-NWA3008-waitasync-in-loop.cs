using System.Net.Sockets;

namespace BlindC077G;

public static class Beat077G
{
    public static async Task<int> RunAsync(Socket socket, CancellationToken token)
    {
        var buffer = new byte[64];
        int beats = 0;
        while (true)
        {
            using var turn = CancellationTokenSource.CreateLinkedTokenSource(token);
            turn.CancelAfter(TimeSpan.FromSeconds(10));
            try
            {
                int n = await socket.ReceiveAsync(buffer, SocketFlags.None, turn.Token);
                if (n == 0) return beats;
                beats += n;
            }
            catch (OperationCanceledException) when (!token.IsCancellationRequested)
            {
                await socket.SendAsync(new byte[] { 0 }, SocketFlags.None, token);
            }
        }
    }
}
