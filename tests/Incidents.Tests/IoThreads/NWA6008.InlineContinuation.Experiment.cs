using System.Collections.Concurrent;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.IoThreads;

/// <summary>NWA6008: whoever awaits a reply runs in the receive loop; when he blocks for the next one, nobody is left to receive it.</summary>
public sealed class InlineContinuationExperiment
{
    [Fact]
    public async Task The_second_reply_lies_in_the_buffer_and_nobody_reads_it()
    {
        using var pair = ConnectedPair.Connect();
#pragma warning disable NWA6008 // the sin is the exhibit
        var client = new Client(pair.Near, () => new TaskCompletionSource<string>());
#pragma warning restore NWA6008
        var asking = AskTwice(client);
        pair.Far.Send("one\n"u8);
        client.SecondIsAsked.Wait(Patience.Limit);
        pair.Far.Send("two\n"u8);

        Assert.True(await asking.StillWaits());
        Assert.NotEqual(0, pair.Near.Available);

        // The cause is taken away.
        client.Complete("two");
        Assert.Equal("two", await asking.Bounded());
    }

    [Fact]
    public async Task With_the_option_it_is_read()
    {
        using var pair = ConnectedPair.Connect();
        var client = new Client(pair.Near, () => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
        var asking = AskTwice(client);
        pair.Far.Send("one\n"u8);
        client.SecondIsAsked.Wait(Patience.Limit);
        pair.Far.Send("two\n"u8);

        Assert.Equal("two", await asking.Bounded());
    }

    /// <summary>Awaits the first reply and blocks for the second, as a synchronous method of the same client would.</summary>
    private static async Task<string> AskTwice(Client client)
    {
        await client.AskAsync("one").ConfigureAwait(false);
        var second = client.AskAsync("two");
        client.SecondIsAsked.Set();
#pragma warning disable xUnit1031 // the blocking caller is the exhibit
        return second.GetAwaiter().GetResult();
#pragma warning restore xUnit1031
    }

    private sealed class Client
    {
        private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _pending = new();
        private readonly System.Func<TaskCompletionSource<string>> _promise;

        public Client(Socket socket, System.Func<TaskCompletionSource<string>> promise)
        {
            _promise = promise;
            _ = Task.Run(() => ReceiveLoop(new StreamReader(new NetworkStream(socket))));
        }

        public ManualResetEventSlim SecondIsAsked { get; } = new();

        public Task<string> AskAsync(string id) => _pending.GetOrAdd(id, _ => _promise()).Task;

        public void Complete(string id)
        {
            if (_pending.TryRemove(id, out var reply))
            {
                reply.TrySetResult(id);
            }
        }

        private async Task ReceiveLoop(StreamReader reader)
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                Complete(line);
            }
        }
    }
}
