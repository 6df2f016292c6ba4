using System;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.Http;

/// <summary>NWA7005: the second attempt with the same message is never made.</summary>
public sealed class RequestReusedExperiment
{
    [Fact]
    public async Task With_the_same_message_nothing_is_tried_again()
    {
        await using var server = new HttpPeer("ok");
        using var client = ClientThatConnectsAtTheSecondTry(server);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Pitfall.Ask(client, "http://prices.example/").Bounded());
        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task With_a_message_for_each_attempt_the_second_is_answered()
    {
        await using var server = new HttpPeer("ok");
        using var client = ClientThatConnectsAtTheSecondTry(server);
        Assert.Equal("ok", await Mended.Ask(client, "http://prices.example/").Bounded());
    }

    private static HttpClient ClientThatConnectsAtTheSecondTry(HttpPeer server)
    {
        var attempts = 0;
        return new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                if (attempts++ == 0)
                {
                    throw new SocketException((int)SocketError.ConnectionRefused);
                }

                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                try
                {
                    await socket.ConnectAsync(server.Address, cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        });
    }

    private static class Pitfall
    {
#pragma warning disable NWA7005 // the sin is the exhibit
        public static async Task<string> Ask(HttpClient client, string address)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    using var response = await client.SendAsync(request);
                    return await response.Content.ReadAsStringAsync();
                }
                catch (HttpRequestException) when (attempt < 3)
                {
                }
            }
        }
#pragma warning restore NWA7005
    }

    private static class Mended
    {
        public static async Task<string> Ask(HttpClient client, string address)
        {
            for (var attempt = 1; ; attempt++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, address);
                try
                {
                    using var response = await client.SendAsync(request);
                    return await response.Content.ReadAsStringAsync();
                }
                catch (HttpRequestException) when (attempt < 3)
                {
                }
            }
        }
    }
}
