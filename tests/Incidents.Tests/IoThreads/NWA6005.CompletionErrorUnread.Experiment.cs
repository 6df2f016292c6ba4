using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.IoThreads;

/// <summary>NWA6005: Completed comes for the end of the stream as well; the buffer then still holds the message before.</summary>
public sealed class CompletionErrorUnreadExperiment
{
    [Fact]
    public void After_the_end_the_last_message_is_handled_a_second_time()
    {
        using var pair = ConnectedPair.Connect();
        var orders = new BlockingCollection<string>();
        using var args = Receive(pair.Near);
#pragma warning disable NWA6005 // the sin is the exhibit
        args.Completed += (_, done) => orders.Add(Encoding.ASCII.GetString(done.Buffer!, 0, 3));
#pragma warning restore NWA6005

        Assert.True(pair.Near.ReceiveAsync(args));
        pair.Far.Send("pay"u8);
        Assert.Equal("pay", orders.Take());

        Assert.True(pair.Near.ReceiveAsync(args));
        pair.Far.Shutdown(SocketShutdown.Send);
        Assert.Equal("pay", orders.Take());
    }

    [Fact]
    public void Whoever_looks_at_the_result_handles_it_once()
    {
        using var pair = ConnectedPair.Connect();
        var orders = new BlockingCollection<string>();
        using var args = Receive(pair.Near);
        args.Completed += (_, done) => orders.Add(
            done.SocketError == SocketError.Success && done.BytesTransferred > 0
                ? Encoding.ASCII.GetString(done.Buffer!, 0, done.BytesTransferred)
                : "end");

        Assert.True(pair.Near.ReceiveAsync(args));
        pair.Far.Send("pay"u8);
        Assert.Equal("pay", orders.Take());

        Assert.True(pair.Near.ReceiveAsync(args));
        pair.Far.Shutdown(SocketShutdown.Send);
        Assert.Equal("end", orders.Take());
    }

    private static SocketAsyncEventArgs Receive(Socket socket)
    {
        Assert.True(socket.Connected);
        var args = new SocketAsyncEventArgs();
        args.SetBuffer(new byte[64], 0, 64);
        return args;
    }
}
