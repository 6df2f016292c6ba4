using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using ReferenceServer.Tests.Stage;
using ReferenceServer.Transport;

namespace ReferenceServer.Tests.Transport;

/// <summary>No error of an accept ends the accept loop.</summary>
public sealed class AcceptErrorTests
{
    [Fact]
    public async Task Every_error_there_is_leaves_the_loop_running()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var log = new LogLines();
        using var host = new TransportHost(
            new ReferenceTransportOptions { Threads = TransportThreads.Runtime },
            System.Buffers.MemoryPool<byte>.Shared,
            new TransportMetrics(services.GetRequiredService<IMeterFactory>()),
            log);
        var errors = System.Enum.GetValues<SocketError>().Where(error => error is not (SocketError.Success or SocketError.OperationAborted)).ToArray();
        await using var listener = new TransportListener(host, new Failing(errors), null);
        Assert.Null(await listener.AcceptAsync().Bounded());
        Assert.Single(log.Lines, line => line.Id == 10);
        Assert.Single(log.Lines, line => line.Id == 17);
    }

    private sealed class Failing(IEnumerable<SocketError> errors) : Acceptor
    {
        private readonly Queue<SocketError> _errors = new(errors.SelectMany(error => Enumerable.Repeat(error, 3)));

        public override EndPoint EndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 0);

        public override ValueTask<Accepted> AcceptAsync() => new(TryAccept());

        public override Accepted TryAccept() => new(null, _errors.TryDequeue(out var error) ? error : SocketError.OperationAborted);

        public override ValueTask PauseAsync() => default;

        public override void TryAgain()
        {
        }

        public override bool CloseDoor() => false;

        public override (int Waiting, int Limit)? Queue() => null;

        public override void Dispose()
        {
        }
    }
}
