using System.Net.Sockets;

namespace BlindC008;

public static class Batch008
{
    public static async Task<int> FlushAsync(Socket socket, IReadOnlyList<byte[]> messages, CancellationToken token)
    {
        int failed = 0;
        foreach (var message in messages)
        {
            try
            {
                await socket.SendAsync(message.AsMemory(), SocketFlags.None, token); // ! NWA1004
            }
            catch (SocketException ex)
            {
                failed++;
                Console.Error.WriteLine($"message lost: {ex.SocketErrorCode}");
            }
        }
        return failed;
    }
}
