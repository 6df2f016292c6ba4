using System.Net.Sockets;

namespace BlindC115;

public static class Daytime115
{
    public static async Task RunAsync(Socket listening, CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            Socket peer;
            try { peer = await listening.AcceptAsync(token); } // ! NWA5002
            catch (SocketException e) { Console.Error.WriteLine(e.Message); await Task.Delay(50, token); continue; }
            _ = AnswerAsync(peer);
        }
    }

    private static async Task AnswerAsync(Socket peer)
    {
        try
        {
            using var limit = new CancellationTokenSource(5000);
            await peer.SendAsync(System.Text.Encoding.ASCII.GetBytes(DateTime.UtcNow.ToString("R")), SocketFlags.None, limit.Token);
            peer.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) { Console.Error.WriteLine(e.Message); }
    }
}
