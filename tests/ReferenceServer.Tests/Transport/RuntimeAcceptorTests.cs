using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using ReferenceServer.Tests.Stage;
using ReferenceServer.Transport.Portable;

namespace ReferenceServer.Tests.Transport;

/// <summary>The accept loop waits in one call while a listener that closes empties the queue by another.</summary>
public sealed class RuntimeAcceptorTests
{
    [Fact]
    public async Task TryAccept_does_not_wait_when_the_accept_loop_takes_the_connection_first()
    {
        using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        using var acceptor = new RuntimeAcceptor(listening);
        for (var round = 0; round < 500; round++)
        {
            var waiting = acceptor.AcceptAsync().AsTask();
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            var connecting = client.ConnectAsync(acceptor.EndPoint);
            var tried = await Task.Run(() =>
            {
                while (!waiting.IsCompleted)
                {
                    if (acceptor.TryAccept() is { Wire: { } wire } taken)
                    {
                        wire.Close(reset: false);
                        return taken;
                    }
                }

                return default;
            }).WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
            await connecting.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
            if (tried.Wire is not null)
            {
                using var second = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await second.ConnectAsync(acceptor.EndPoint, TestContext.Current.CancellationToken);
                (await waiting.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken)).Wire!.Close(reset: false);
            }
            else
            {
                (await waiting).Wire!.Close(reset: false);
            }
        }
    }
}
