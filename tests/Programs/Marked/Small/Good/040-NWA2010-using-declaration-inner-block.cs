using System.Net.Sockets;
using System.Text;

namespace BlindC040G;

public static class Hello040G
{
    public static async Task RunAsync(TcpClient client, CancellationToken token)
    {
        using (client)
        {
            NetworkStream stream = client.GetStream();
            {
                await using var writer = new StreamWriter(stream, Encoding.ASCII, leaveOpen: true) { NewLine = "\r\n" };
                await writer.WriteLineAsync("HELLO".AsMemory(), token);
            }
            var answer = new byte[4];
            await stream.ReadExactlyAsync(answer, token);
            Console.WriteLine(Encoding.ASCII.GetString(answer));
        }
    }
}
