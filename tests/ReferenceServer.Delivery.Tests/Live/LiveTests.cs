using System;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using ReferenceServer.Delivery.Client;
using ReferenceServer.Delivery.Store;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Tests.Live;

/// <summary>Client and server over real sockets.</summary>
public sealed class LiveTests
{
    [Theory]
    [InlineData(AcknowledgeAfter.Journal)]
    [InlineData(AcknowledgeAfter.Handler)]
    public async Task Messages_arrive_once_in_order_and_are_acknowledged(AcknowledgeAfter when)
    {
        await using var server = await LiveServer.StartAsync(options => options.AcknowledgeAfter = when);
        await using var client = await server.ConnectAsync();
        var sends = Enumerable.Range(1, 2000).Select(number => client.Session.SendAsync(Text($"{number}"))).ToArray();
        await Task.WhenAll(sends).WaitAsync(LiveServer.Patience);
        await LiveServer.UntilAsync(() => server.Handled.Count >= 2000, "all were handled");
        Assert.Equal(Enumerable.Range(1, 2000).Select(number => $"{number}"), server.Texts);
    }

    [Theory]
    [InlineData(AcknowledgeAfter.Journal)]
    [InlineData(AcknowledgeAfter.Handler)]
    public async Task Neither_the_handshake_nor_an_acknowledgement_waits_for_a_heartbeat(AcknowledgeAfter when)
    {
        var rare = LiveServer.Quick with { Heartbeat = TimeSpan.FromMinutes(5) };
        await using var server = await LiveServer.StartAsync(options => (options.Limits, options.AcknowledgeAfter) = (rare, when));
        await using var client = await server.ConnectAsync(options => options.Limits = rare);
        for (var number = 0; number < 10; number++)
        {
            await client.Session.SendAsync(new byte[10]).WaitAsync(LiveServer.Patience);
        }
    }

    [Fact]
    public async Task An_acknowledgement_after_the_handler_waits_for_the_handler()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await LiveServer.StartAsync(options =>
        {
            options.AcknowledgeAfter = AcknowledgeAfter.Handler;
            options.Handler = (_, _) => new ValueTask(gate.Task);
        });
        await using var client = await server.ConnectAsync();
        var send = client.Session.SendAsync(Text("slow"));
        await LiveServer.UntilAsync(() => client.Session.IsConnected, "the client is connected");

        // Longer than three heartbeats: a slow handler is no dead peer.
        await Task.Delay(1000);
        Assert.False(send.IsCompleted);
        Assert.Equal(1UL, client.Session.Epoch);
        gate.SetResult();
        await send.WaitAsync(LiveServer.Patience);
    }

    [Fact]
    public async Task A_long_message_arrives_whole_and_one_over_the_limit_is_refused_at_once()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var bytes = new byte[LiveServer.Quick.MaxMessage];
        new Random(1).NextBytes(bytes);
        await client.Session.SendAsync(bytes).WaitAsync(LiveServer.Patience);
        await LiveServer.UntilAsync(() => !server.Handled.IsEmpty, "it was handled");
        Assert.True(server.Handled.Single().Payload.Span.SequenceEqual(bytes));
        await Assert.ThrowsAsync<DeliveryRefusedException>(() => client.Session.SendAsync(new byte[bytes.Length + 1]));
    }

    [Fact]
    public async Task The_server_sends_too()
    {
        var received = new TaskCompletionSource<string>();
        await using var server = await LiveServer.StartAsync(options => options.OnSession = session => _ = session.SendAsync(Text("hello, " + session.Peer)));
        await using var client = await server.ConnectAsync(options => options.Handler = (message, _) =>
        {
            received.TrySetResult(Encoding.UTF8.GetString(message.Payload.Span));
            return ValueTask.CompletedTask;
        });
        Assert.Equal("hello, tester", await received.Task.WaitAsync(LiveServer.Patience));
    }

    [Fact]
    public async Task A_handler_that_throws_is_called_again_with_the_same_message_and_nothing_overtakes_it()
    {
        var (calls, order) = (0, new System.Collections.Concurrent.ConcurrentQueue<string>());
        await using var server = await LiveServer.StartAsync(options => options.Handler = (message, _) =>
        {
            if (Interlocked.Increment(ref calls) <= 2)
            {
                throw new InvalidOperationException("not now");
            }

            order.Enqueue(Encoding.UTF8.GetString(message.Payload.Span));
            return ValueTask.CompletedTask;
        });
        await using var client = await server.ConnectAsync();
        await client.Session.SendAsync(Text("a"));
        await client.Session.SendAsync(Text("b"));
        await LiveServer.UntilAsync(() => order.Count == 2, "both were handled");
        Assert.Equal(["a", "b"], order);
        Assert.Equal(4, calls);
    }

    [Fact]
    public async Task A_server_that_comes_back_with_its_journal_gets_the_rest_and_nothing_twice()
    {
        using var folder = new Folder();
        await using var outbox = new MemoryStore();
        var store = folder.Open();
        var server = await LiveServer.StartAsync(options => options.Store = store);
        var address = server.Address;
        await using var client = await server.ConnectAsync(options => options.Store = outbox);
        await client.Session.SendAsync(Text("1"));
        await LiveServer.UntilAsync(() => server.Handled.Count == 1, "the first was handled");
        await server.DisposeAsync();
        await store.DisposeAsync();

        var second = client.Session.SendAsync(Text("2"));
        await using var again = folder.Open();
        await using var back = await LiveServer.StartAsync(options => options.Store = again, port: address.Port);
        await second.WaitAsync(LiveServer.Patience);
        await LiveServer.UntilAsync(() => back.Handled.Count == 1, "the second was handled");
        Assert.Equal(["2"], back.Texts);
    }

    [Fact]
    public async Task A_server_that_forgot_the_session_says_so_and_the_sender_hears_of_every_message()
    {
        var server = await LiveServer.StartAsync();
        var address = server.Address;
        await using var client = await server.ConnectAsync();
        await client.Session.SendAsync(Text("1"));
        await server.DisposeAsync();
        var second = client.Session.SendAsync(Text("2"));
        await using var forgetful = await LiveServer.StartAsync(port: address.Port);
        var lost = await Assert.ThrowsAsync<SessionLostException>(() => second.WaitAsync(LiveServer.Patience));
        Assert.Equal(ErrorCode.SessionUnknown, lost.Code);
        Assert.Equal([2UL], lost.Undecided.Select(delivery => delivery.Sequence));
        await Assert.ThrowsAsync<SessionLostException>(() => client.Session.SendAsync(Text("3")));
        await Assert.ThrowsAsync<SessionLostException>(() => client.Running.WaitAsync(LiveServer.Patience));
    }

    [Fact]
    public async Task What_an_earlier_process_had_taken_over_is_sent_by_the_next_one()
    {
        using var folder = new Folder();
        await using var server = await LiveServer.StartAsync();
        var address = server.Address;
        var store = folder.Open();
        var dead = await LiveServer.ClientAsync(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 1), options => options.Store = store);
        await dead.Session.EnqueueAsync(Text("from before"));
        await dead.DisposeAsync();
        await store.DisposeAsync();

        await using var again = folder.Open();
        await using var client = await LiveServer.ClientAsync(address, options => options.Store = again);
        await client.Session.Recovered.Single().Acknowledged.WaitAsync(LiveServer.Patience);
        await client.Session.SendAsync(Text("new"));
        await LiveServer.UntilAsync(() => server.Handled.Count == 2, "both were handled");
        Assert.Equal(["from before", "new"], server.Texts);
    }

    [Fact]
    public async Task A_deadline_without_a_connection_takes_the_message_back()
    {
        await using var server = await LiveServer.StartAsync();
        var reachable = false;
        await using var client = await server.ConnectAsync(options => options.Dial =
            async token => reachable ? await new TcpDialer(server.Address).DialAsync(token) : throw new System.IO.IOException("no way"));
        var late = await Assert.ThrowsAsync<DeliveryDeadlineException>(() => client.Session.SendAsync(Text("late"), TimeSpan.FromMilliseconds(50)));
        Assert.True(late.Withdrawn);
        reachable = true;
        await client.Session.SendAsync(Text("next")).WaitAsync(LiveServer.Patience);
        await LiveServer.UntilAsync(() => !server.Handled.IsEmpty, "the next was handled");
        Assert.Equal(["next"], server.Texts);
        await Assert.ThrowsAsync<TaskCanceledException>(() => late.Delivery.Acknowledged);
    }

    [Fact]
    public async Task A_cancellation_that_comes_too_late_says_so_and_how_it_ended_is_told()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await LiveServer.StartAsync(options =>
        {
            options.AcknowledgeAfter = AcknowledgeAfter.Handler;
            options.Handler = (_, _) => new ValueTask(gate.Task);
        });
        await using var client = await server.ConnectAsync();
        using var cancel = new CancellationTokenSource();
        var send = client.Session.SendAsync(Text("sent"), cancel.Token);
        await LiveServer.UntilAsync(() => server.Directory.Sessions.Any(session => session.IsConnected), "it was sent");
        await Task.Delay(300);
        await cancel.CancelAsync();
        var cancelled = await Assert.ThrowsAsync<DeliveryCanceledException>(() => send);
        Assert.False(cancelled.Withdrawn);
        gate.SetResult();
        await cancelled.Delivery.Acknowledged.WaitAsync(LiveServer.Patience);
    }

    [Fact]
    public async Task A_full_outbox_refuses_clearly_and_what_it_has_is_sent()
    {
        using var folder = new Folder();
        await using var store = JournalStore.Open(folder["out"], new JournalOptions { MaxLiveBytes = 100, Durability = Durability.ProcessCrash });
        await using var server = await LiveServer.StartAsync();
        var reachable = false;
        await using var client = await server.ConnectAsync(options =>
        {
            options.Store = store;
            options.Dial = async token => reachable ? await new TcpDialer(server.Address).DialAsync(token) : throw new System.IO.IOException("no way");
        });
        var kept = await client.Session.EnqueueAsync(new byte[80]);
        await Assert.ThrowsAsync<DeliveryRefusedException>(() => client.Session.SendAsync(new byte[80]));
        reachable = true;
        await kept.Acknowledged.WaitAsync(LiveServer.Patience);
        await client.Session.SendAsync(new byte[81]).WaitAsync(LiveServer.Patience);
        await LiveServer.UntilAsync(() => server.Handled.Count == 2, "both were handled");
        Assert.Equal([80, 81], server.Handled.Select(message => message.Payload.Length));
    }

    [Fact]
    public async Task A_full_inbox_stalls_the_sender_and_loses_nothing()
    {
        using var folder = new Folder();
        await using var store = JournalStore.Open(folder["in"], new JournalOptions { MaxLiveBytes = 100, Durability = Durability.ProcessCrash });
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handled = 0;
        await using var server = await LiveServer.StartAsync(options =>
        {
            options.Store = store;
            options.Handler = async (_, _) =>
            {
                await gate.Task;
                Interlocked.Increment(ref handled);
            };
        });
        await using var client = await server.ConnectAsync();
        await client.Session.SendAsync(new byte[80]).WaitAsync(LiveServer.Patience);
        var second = client.Session.SendAsync(new byte[80]);
        await LiveServer.UntilAsync(() => client.Session.PeerStall == Stall.StoreFull, "the sender hears that the store is full");
        Assert.False(second.IsCompleted);
        gate.SetResult();
        await second.WaitAsync(LiveServer.Patience);
        await LiveServer.UntilAsync(() => handled == 2, "both were handled");
        Assert.Equal(1UL, client.Session.Epoch);
    }

    [Fact]
    public async Task Two_processes_with_copies_of_one_store_cannot_share_a_session()
    {
        using var folder = new Folder();
        await using (var store = folder.Open("a"))
        {
            store.Append(new StoreRecord(RecordKind.Session, SessionId.Create(), 0, Peer: "tester", Incarnation: new Incarnation(1, 1)));
        }

        System.IO.Directory.CreateDirectory(folder["b"]);
        foreach (var file in System.IO.Directory.GetFiles(folder["a"], "*.journal"))
        {
            System.IO.File.Copy(file, System.IO.Path.Combine(folder["b"], System.IO.Path.GetFileName(file)));
        }

        await using var server = await LiveServer.StartAsync();
        await using var one = folder.Open("a");
        await using var first = await server.ConnectAsync(options => options.Store = one);
        await first.Session.SendAsync(Text("first")).WaitAsync(LiveServer.Patience);
        await using var two = folder.Open("b");
        await using var second = await server.ConnectAsync(options => options.Store = two);
        await Assert.ThrowsAsync<System.Security.Authentication.AuthenticationException>(() => second.Running.WaitAsync(LiveServer.Patience));
        await first.Session.SendAsync(Text("still here")).WaitAsync(LiveServer.Patience);
        await LiveServer.UntilAsync(() => server.Handled.Count == 2, "both were handled");
        Assert.Equal(["first", "still here"], server.Texts);
    }

    [Fact]
    public async Task Memory_that_serves_one_message_after_another_carries_each_as_it_was_across_broken_connections()
    {
        const int Senders = 8, Each = 250;
        await using var server = await LiveServer.StartAsync();
        var dialer = new TcpDialer(server.Address);
        ConnectionContext? line = null;
        await using var client = await server.ConnectAsync(options => options.Dial = async cancellation => line = await dialer.DialAsync(cancellation));
        var sends = Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            for (var number = 0; number < Each; number++)
            {
                await client.Session.SendAsync(Numbered((sender * Each) + number));
            }
        })));
        var cuts = 0;
        while (await Task.WhenAny(sends, Task.Delay(30)) != sends)
        {
            line?.Abort(new ConnectionAbortedException("cut"));
            cuts++;
        }

        await sends;
        await LiveServer.UntilAsync(() => server.Handled.Count >= Senders * Each, "all were handled");
        Assert.True(cuts > 0 && client.Session.Epoch > 1, "The connection was never cut.");
        Assert.All(server.Handled, message => Assert.True(message.Payload.Span.SequenceEqual(Numbered(BitConverter.ToInt32(message.Payload.Span)))));
        Assert.Equal(Senders * Each, server.Handled.Select(message => BitConverter.ToInt32(message.Payload.Span)).Distinct().Count());
    }

    [Fact]
    public async Task A_message_gives_its_memory_up_when_it_is_acknowledged_unless_the_store_keeps_it()
    {
        using var folder = new Folder();
        await using var server = await LiveServer.StartAsync();
        await using var forgetful = await server.ConnectAsync();
        await using var journal = folder.Open();
        await using var keeping = await server.ConnectAsync(options => options.Store = journal);
        var given = await forgetful.Session.EnqueueAsync(Numbered(1));
        var kept = await keeping.Session.EnqueueAsync(Numbered(2));
        await Task.WhenAll(given.Acknowledged, kept.Acknowledged).WaitAsync(LiveServer.Patience);
        Assert.True(given.Payload.IsEmpty);
        Assert.True(kept.Payload.Span.SequenceEqual(Numbered(2)));
    }

    /// <summary>A message of its number's own length, and bytes.</summary>
    private static byte[] Numbered(int number)
    {
        var bytes = new byte[1024 + (number * 7919 % 20_000)];
        new Random(number).NextBytes(bytes);
        BitConverter.TryWriteBytes(bytes, number);
        return bytes;
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
