using System;
using System.Buffers;
using System.IO;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ReferenceServer.Tests.Transport;
using ReferenceServer.Transport;

namespace ReferenceServer.Tests.Conformance;

/// <summary>Ours, on its own threads.</summary>
public sealed class ReferenceTransportConformance : TransportConformance
{
    protected override long LargeUpload => (2L << 30) + 1;

    protected override ValueTask<TestedTransport> BindAsync() => Bound.ToAsync(new IPEndPoint(IPAddress.Loopback, 0));
}

/// <summary>Ours, over IPv6.</summary>
public sealed class ReferenceTransportIPv6Conformance : TransportConformance
{
    protected override ValueTask<TestedTransport> BindAsync() => Bound.ToAsync(new IPEndPoint(IPAddress.IPv6Loopback, 0));
}

/// <summary>Ours, on a Unix domain socket.</summary>
public sealed class ReferenceTransportUnixConformance : TransportConformance
{
    protected override ValueTask<TestedTransport> BindAsync() =>
        Bound.ToAsync(new UnixDomainSocketEndPoint(Path.Combine(Path.GetTempPath(), $"reference-{Guid.NewGuid():N}.sock")));
}

/// <summary>Ours, on the runtime's sockets, as on systems other than Linux.</summary>
public sealed class ReferenceTransportPortableConformance : TransportConformance
{
    protected override ValueTask<TestedTransport> BindAsync() =>
        Bound.ToAsync(new IPEndPoint(IPAddress.Loopback, 0), options => options.Threads = TransportThreads.Runtime);
}

/// <summary>Kestrel's own, as control.</summary>
public sealed class KestrelSocketsConformance : TransportConformance
{
    protected override async ValueTask<TestedTransport> BindAsync()
    {
        var factory = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        return new KestrelSockets(await factory.BindAsync(new IPEndPoint(IPAddress.Loopback, 0)));
    }

    private sealed class KestrelSockets(IConnectionListener listener) : SocketTransport(listener)
    {
        public override bool KeepsReadingAfterItsOwnEnd => false;

        public override bool ServesTheQueueAtUnbind => false;
    }
}

/// <summary>No socket at all.</summary>
public sealed class InMemoryConformance : TransportConformance
{
    protected override ValueTask<TestedTransport> BindAsync() => new(new InMemoryTransport());
}

/// <summary>Two pipes between two ends in one process.</summary>
public sealed class InMemoryTransport : TestedTransport, IConnectionListener
{
    private readonly Channel<ConnectionContext> _queue = Channel.CreateUnbounded<ConnectionContext>();

    public override IConnectionListener Listener => this;

    public EndPoint EndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 0);

    public override Task<TestedClient> ConnectAsync()
    {
        var options = new PipeOptions(pauseWriterThreshold: 64 * 1024, useSynchronizationContext: false);
        Pipe toServer = new(options), toClient = new(options);
        var server = new InMemoryConnection(toServer, toClient);
        return _queue.Writer.TryWrite(server)
            ? Task.FromResult<TestedClient>(new InMemoryClient(server, toServer, toClient))
            : Task.FromException<TestedClient>(new SocketException((int)SocketError.ConnectionRefused));
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _queue.Reader.WaitToReadAsync(cancellationToken) && _queue.Reader.TryRead(out var connection) ? connection : null;

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _queue.Writer.TryComplete();
        return default;
    }

    public override ValueTask DisposeAsync() => UnbindAsync();

    private sealed class InMemoryConnection : DefaultConnectionContext
    {
        private readonly CancellationTokenSource _closed = new();
        private readonly Pipe _toServer;
        private readonly Pipe _toClient;

        public InMemoryConnection(Pipe toServer, Pipe toClient)
            : base(Guid.NewGuid().ToString("N"))
        {
            (_toServer, _toClient) = (toServer, toClient);
            Transport = new Ends(toServer.Reader, toClient.Writer);
            ConnectionClosed = _closed.Token;
        }

        public void Reset()
        {
            _toServer.Writer.Complete(new ConnectionResetException("reset"));
            _toClient.Reader.Complete();
            _closed.Cancel();
        }

        public override void Abort(ConnectionAbortedException abortReason)
        {
            _toServer.Reader.CancelPendingRead();
            _toClient.Writer.CancelPendingFlush();
            _toClient.Writer.Complete(abortReason);
            _toClient.Reader.Complete();
            _closed.Cancel();
        }

        public override ValueTask DisposeAsync()
        {
            _toServer.Reader.Complete();
            _toClient.Writer.Complete();
            return default;
        }

        private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
    }

    private sealed class InMemoryClient(InMemoryConnection server, Pipe toServer, Pipe toClient) : TestedClient
    {
        public override Stream Stream { get; } = new TwoWay(toClient.Reader.AsStream(), toServer.Writer.AsStream());

        public override void EndSending() => toServer.Writer.Complete();

        public override void Reset() => server.Reset();

        public override void Dispose()
        {
            toServer.Writer.Complete();
            toClient.Reader.Complete();
        }
    }

    private sealed class TwoWay(Stream input, Stream output) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => output.Flush();

        public override int Read(byte[] buffer, int offset, int count) => input.Read(buffer, offset, count);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await input.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception cut) when (cut is InvalidOperationException or ConnectionAbortedException)
            {
                throw new IOException("The connection was cut off.", cut);
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer, offset, count);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => output.WriteAsync(buffer, cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
