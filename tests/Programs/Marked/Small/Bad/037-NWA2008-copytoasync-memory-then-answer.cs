using System.Net.Sockets;

namespace BlindC037;

public static class Echo037
{
    public static async Task AnswerAsync(NetworkStream stream, Func<byte[], byte[]> handler, CancellationToken token)
    {
        using var question = new MemoryStream();
        await stream.CopyToAsync(question, token); // ! NWA2008
        await stream.WriteAsync(handler(question.ToArray()), token);
    }
}
