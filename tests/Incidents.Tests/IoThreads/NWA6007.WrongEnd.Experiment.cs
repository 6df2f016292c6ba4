using System;
using System.Net.Sockets;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.IoThreads;

/// <summary>NWA6007: the end of another operation throws in the callback; a failure that nobody ends is never seen.</summary>
public sealed class WrongEndExperiment
{
    [Fact]
    public void The_end_of_an_operation_that_gives_something_else_throws()
    {
        using var pair = ConnectedPair.Connect();

        Assert.IsAssignableFrom<ArgumentException>(Send(pair.Near, (socket, result) => socket.EndAccept(result)));
    }

    [Fact]
    public void The_end_of_a_receive_takes_the_bytes_that_went_out_for_bytes_that_came_in()
    {
        using var pair = ConnectedPair.Connect();
        var received = 0;

        Assert.Null(Send(pair.Near, (socket, result) => received = socket.EndReceive(result)));

        Assert.Equal(3, received);
        Assert.Equal(0, pair.Near.Available);
    }

    [Fact]
    public void Its_own_end_returns_what_was_sent()
    {
        using var pair = ConnectedPair.Connect();

        Assert.Null(Send(pair.Near, (socket, result) => Assert.Equal(3, socket.EndSend(result))));
    }

    [Fact]
    public void A_refused_connect_that_is_not_ended_passes_for_one_that_succeeded()
    {
        using var nobody = Loopback.Bound();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var connecting = socket.BeginConnect(nobody.Address(), null, null);

        // What a callback without an end sees.
        Assert.True(connecting.AsyncWaitHandle.WaitOne(Patience.Limit));
        Assert.True(connecting.IsCompleted);
        Assert.Throws<SocketException>(() => socket.EndConnect(connecting));
    }

    /// <summary>What the end throws in place of the callback, where it would end the process.</summary>
    private static Exception? Send(Socket socket, Action<Socket, IAsyncResult> end)
    {
        var sending = socket.BeginSend("pay"u8.ToArray(), 0, 3, SocketFlags.None, null, null)!;
        Assert.True(sending.AsyncWaitHandle.WaitOne(Patience.Limit));
        return Record.Exception(() => end(socket, sending));
    }
}
