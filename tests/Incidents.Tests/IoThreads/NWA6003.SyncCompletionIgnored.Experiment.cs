using System;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.IoThreads;

/// <summary>NWA6003: an operation that completes at once returns false and raises no event; unread, that stalls the connection.</summary>
public sealed class SyncCompletionIgnoredExperiment
{
    [Fact]
    public async Task A_message_that_is_there_already_is_never_answered_nor_any_after_it()
    {
        using var pair = ConnectedPair.Connect();
        using var operation = new SocketAsyncEventArgs();

        pair.Deliver("early"u8);
        Pitfall.Echo(pair.Near, operation);
        var answer = Patience.OnOwnThread(() => Receive(pair.Far));
        Assert.True(await answer.StillWaits());

        pair.Far.Send("late"u8);
        Assert.True(await answer.StillWaits());
    }

    [Fact]
    public async Task A_message_that_comes_later_is_answered_so_the_test_at_the_desk_passes()
    {
        using var pair = ConnectedPair.Connect();
        using var operation = new SocketAsyncEventArgs();

        Pitfall.Echo(pair.Near, operation);
        pair.Far.Send("late"u8);
        Assert.Equal("late", await Patience.OnOwnThread(() => Receive(pair.Far)).Bounded());
    }

    [Fact]
    public async Task Whoever_handles_the_false_answers_both()
    {
        using var pair = ConnectedPair.Connect();
        using var operation = new SocketAsyncEventArgs();

        pair.Deliver("early"u8);
        Mended.Echo(pair.Near, operation);
        Assert.Equal("early", await Patience.OnOwnThread(() => Receive(pair.Far)).Bounded());

        pair.Far.Send("late"u8);
        Assert.Equal("late", await Patience.OnOwnThread(() => Receive(pair.Far)).Bounded());
    }

    private static string Receive(Socket socket)
    {
        var buffer = new byte[64];
        return Encoding.ASCII.GetString(buffer, 0, socket.Receive(buffer));
    }

    private static class Pitfall
    {
#pragma warning disable NWA6003 // the sin is the exhibit
        public static void Echo(Socket socket, SocketAsyncEventArgs operation)
        {
            operation.SetBuffer(new byte[64]);
            operation.Completed += (_, completed) => Answer(socket, completed);
            socket.ReceiveAsync(operation);
        }

        private static void Answer(Socket socket, SocketAsyncEventArgs completed)
        {
            if (completed.SocketError == SocketError.Success && completed.BytesTransferred > 0)
            {
                socket.Send(completed.MemoryBuffer.Span[..completed.BytesTransferred]);
                socket.ReceiveAsync(completed);
            }
        }
#pragma warning restore NWA6003
    }

    private static class Mended
    {
        public static void Echo(Socket socket, SocketAsyncEventArgs operation)
        {
            operation.SetBuffer(new byte[64]);
            operation.Completed += (_, completed) => Answer(socket, completed);
            if (!socket.ReceiveAsync(operation))
            {
                Answer(socket, operation);
            }
        }

        // A loop and no call of itself: a peer that always has more would fill the stack.
        private static void Answer(Socket socket, SocketAsyncEventArgs completed)
        {
            do
            {
                if (completed.SocketError != SocketError.Success || completed.BytesTransferred == 0)
                {
                    return;
                }

                socket.Send(completed.MemoryBuffer.Span[..completed.BytesTransferred]);
            }
            while (!socket.ReceiveAsync(completed));
        }
    }
}
