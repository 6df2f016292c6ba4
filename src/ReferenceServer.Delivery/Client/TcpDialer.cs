using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace ReferenceServer.Delivery.Client;

/// <summary>Dials a server over TCP, with TLS when told how.</summary>
public sealed class TcpDialer(EndPoint server, SslClientAuthenticationOptions? tls = null)
{
    /// <summary>Connects. The caller disposes of the connection, which closes it.</summary>
    /// <exception cref="SocketException">There is no way to the server.</exception>
    public async ValueTask<ConnectionContext> DialAsync(CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(server, cancellation).ConfigureAwait(false);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (tls is not null)
            {
                var secured = new SslStream(stream);
                stream = secured;
                await secured.AuthenticateAsClientAsync(tls, cancellation).ConfigureAwait(false);
            }

            return new Dialed(stream, socket);
        }
        catch
        {
            stream?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    private sealed class Dialed : ConnectionContext, IDuplexPipe
    {
        private readonly Stream _stream;
        private readonly Socket _socket;

        public Dialed(Stream stream, Socket socket)
        {
            (_stream, _socket) = (stream, socket);
            Input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 << 10, leaveOpen: true));
            Output = PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: 64 << 10, leaveOpen: true));
            Transport = this;
        }

        public PipeReader Input { get; }

        public PipeWriter Output { get; }

        public override string ConnectionId { get; set; } = Guid.NewGuid().ToString("N")[..12];

        public override IFeatureCollection Features { get; } = new FeatureCollection();

        public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

        public override IDuplexPipe Transport { get; set; }

        public override EndPoint? RemoteEndPoint => _socket.RemoteEndPoint;

        /// <summary>Ends what is under way at once, with a reset: a write that the peer does not take ends here.</summary>
        public override void Abort(ConnectionAbortedException abortReason) => _socket.Close(0);

        public override async ValueTask DisposeAsync() => await _stream.DisposeAsync().ConfigureAwait(false);
    }
}
