using System;
using System.IO;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.WebSockets;

/// <summary>NWA8001: a message that is longer than the buffer comes in parts.</summary>
public sealed class EndOfMessageIgnoredExperiment
{
    private static readonly string s_message = new('m', 10_000);

    [Fact]
    public async Task A_part_is_taken_for_the_message() =>
        Assert.Equal(new string('m', 4096), await Received(Pitfall.Next));

    [Fact]
    public async Task The_message_is_all_of_its_parts() =>
        Assert.Equal(s_message, await Received(Mended.Next));

    private static async Task<string> Received(Func<WebSocket, CancellationToken, Task<string>> next)
    {
        using var over = new CancellationTokenSource(Patience.Limit);
        using var pair = ConnectedPair.Connect();
        using var near = WebSocket.CreateFromStream(new NetworkStream(pair.Near), isServer: true, subProtocol: null, TimeSpan.Zero);
        using var far = WebSocket.CreateFromStream(new NetworkStream(pair.Far), isServer: false, subProtocol: null, TimeSpan.Zero);
        await far.SendAsync(Encoding.UTF8.GetBytes(s_message), WebSocketMessageType.Text, endOfMessage: true, over.Token);
        return await next(near, over.Token);
    }

    private static class Pitfall
    {
#pragma warning disable NWA8001 // the sin is the exhibit
        public static async Task<string> Next(WebSocket socket, CancellationToken cancellation)
        {
            var buffer = new byte[4096];
            var result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), cancellation);
            return Encoding.UTF8.GetString(buffer, 0, result.Count);
        }
#pragma warning restore NWA8001
    }

    private static class Mended
    {
        public static async Task<string> Next(WebSocket socket, CancellationToken cancellation)
        {
            var buffer = new byte[4096];
            using var message = new MemoryStream();
            WebSocketReceiveResult result;
            do
            {
                result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), cancellation);
                message.Write(buffer, 0, result.Count);
            }
            while (!result.EndOfMessage);

            return Encoding.UTF8.GetString(message.ToArray());
        }
    }
}
