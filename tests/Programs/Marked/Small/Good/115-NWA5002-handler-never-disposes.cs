using System.Net.Sockets;

namespace BlindC115G;

public static class Daytime115G
{
    public static async Task RunAsync(Socket listening, CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            Socket peer;
            try { peer = await listening.AcceptAsync(token); }
            catch (SocketException e) { Console.Error.WriteLine(e.Message); await Task.Delay(50, token); continue; }
            _ = AnswerAsync(peer);
        }
    }

    private static async Task AnswerAsync(Socket peer)
    {
        using var owned = peer;
        try
        {
            using var limit = new CancellationTokenSource(5000);
            await peer.SendAsync(System.Text.Encoding.ASCII.GetBytes(DateTime.UtcNow.ToString("R")), SocketFlags.None, limit.Token);
            peer.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) { Console.Error.WriteLine(e.Message); }
    }
}
