using System.Net.Sockets;

namespace BlindC037G;

public static class Echo037G
{
    public static async Task AnswerAsync(NetworkStream stream, Func<byte[], byte[]> handler, CancellationToken token)
    {
        var size = new byte[1];
        await stream.ReadExactlyAsync(size, token);
        var question = new byte[size[0]];
        await stream.ReadExactlyAsync(question, token);
        await stream.WriteAsync(handler(question), token);
    }
}
