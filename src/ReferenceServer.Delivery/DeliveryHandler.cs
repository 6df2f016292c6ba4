using System;
using System.Buffers;
using System.IO;
using System.Net;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using ReferenceServer.Delivery.Security;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery;

/// <summary>The server's end of a connection, on any Kestrel transport: <c>listen.UseConnectionHandler&lt;DeliveryHandler&gt;()</c>.</summary>
public sealed class DeliveryHandler(SessionDirectory directory, DeliveryServerOptions options, ILogger<DeliveryHandler> log) : ConnectionHandler
{
    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        try
        {
            await ServeAsync(connection).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or ConnectionAbortedException or ConnectionResetException)
        {
            DeliveryLog.Refused(log, connection.ConnectionId, ErrorCode.EndedInsideFrame);
        }
        catch (Exception bug)
        {
            DeliveryLog.Bug(log, bug, connection.ConnectionId);
            await RefuseAsync(connection, ErrorCode.InternalError).ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(ConnectionContext connection)
    {
        var (error, hello, challenge, peer) = await GreetAsync(connection).ConfigureAwait(false);
        if (error != ErrorCode.None)
        {
            await RefuseAsync(connection, error).ConfigureAwait(false);
            return;
        }

        var (refusal, session, epoch) = await directory.ClaimAsync(hello!, peer).ConfigureAwait(false);
        if (refusal != ErrorCode.None)
        {
            await RefuseAsync(connection, refusal).ConfigureAwait(false);
            return;
        }

        var attached = new DeliveryConnection(connection, options, log);
        var features = hello!.Features & Protocol.AllFeatures;
        if (session!.Attach(attached, epoch, isServer: true, hello.Positions, hello.Limits, features) is not { } positions)
        {
            await RefuseAsync(connection, ErrorCode.Superseded).ConfigureAwait(false);
            return;
        }

        directory.Attached(session);
        DeliveryLog.Attached(log, connection.ConnectionId, session.Id, peer, epoch);
        var welcome = new Welcome(Protocol.Agree(hello.Versions), features, epoch, positions, options.Limits, default);
        var secret = options.SecretOf?.Invoke(hello.Peer);
        welcome = welcome with { Proof = Proof.OfServer(secret.GetValueOrDefault().Span, challenge, hello.ToBody(), welcome.ToProvenBody()) };
        welcome.Write(connection.Transport.Output);
        await connection.Transport.Output.FlushAsync().ConfigureAwait(false);

        // The host waits for its connections before it stops anything else.
        using var ending = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested.Register(() => attached.Close(ErrorCode.ShuttingDown));
        await attached.RunAsync(session, directory.RateOf(peer) is { } rate ? rate.TakeAsync : null).ConfigureAwait(false);
        directory.Detached(session);
    }

    /// <summary>HELLO, CHALLENGE, PROOF: who is it, and are they there now?</summary>
    private async Task<(ErrorCode Error, Hello? Hello, byte[] Challenge, string Peer)> GreetAsync(ConnectionContext connection)
    {
        var certificate = await CertificateOfAsync(connection).ConfigureAwait(false);
        var isLocal = connection.RemoteEndPoint is not IPEndPoint remote || IPAddress.IsLoopback(remote.Address);
        if (connection.Features.Get<ITlsHandshakeFeature>() is null && !isLocal && !options.AllowPlaintext)
        {
            return (ErrorCode.PlaintextRefused, null, [], "");
        }

        using var late = new CancellationTokenSource(options.HandshakeTimeout, options.Time);
        var (error, hello) = await HandshakeReader.ReadAsync(
            connection.Transport.Input, (in Frame frame) => (Hello.Read(frame, out var read), read), late.Token).ConfigureAwait(false);
        if (error != ErrorCode.None)
        {
            return (error, null, [], "");
        }

        var challenge = RandomNumberGenerator.GetBytes(Token.Size);
        Token.Write(connection.Transport.Output, FrameKind.Challenge, challenge);
        await connection.Transport.Output.FlushAsync(late.Token).ConfigureAwait(false);
        (error, var proof) = await HandshakeReader.ReadAsync(
            connection.Transport.Input, (in Frame frame) => (Token.Read(frame, FrameKind.Proof, out var read), read), late.Token).ConfigureAwait(false);
        if (error != ErrorCode.None)
        {
            return (error, null, [], "");
        }

        var secret = options.SecretOf?.Invoke(hello!.Peer);
        var proven = Proof.Same(proof, Proof.OfClient(secret.GetValueOrDefault().Span, challenge, hello!.ToBody()));
        var known = options.SecretOf is null ? certificate is not null || isLocal || options.AllowAnonymous : secret is not null;
        return proven && known ? (ErrorCode.None, hello, challenge, certificate ?? hello.Peer) : (ErrorCode.NotAuthenticated, null, [], "");
    }

    /// <summary>Whose certificate the TLS layer has accepted, as a name that no claimed name can equal.</summary>
    private static async Task<string?> CertificateOfAsync(ConnectionContext connection) =>
        connection.Features.Get<ITlsConnectionFeature>() is { } tls && await tls.GetClientCertificateAsync(CancellationToken.None).ConfigureAwait(false) is { } certificate
            ? "certificate " + certificate.GetCertHashString(HashAlgorithmName.SHA256)
            : null;

    private async Task RefuseAsync(ConnectionContext connection, ErrorCode code)
    {
        DeliveryLog.Refused(log, connection.ConnectionId, code);
        if (code is ErrorCode.EndedInsideFrame)
        {
            return;
        }

        new Bye(code, code.ToString()).Write(connection.Transport.Output);
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await connection.Transport.Output.FlushAsync(late.Token).ConfigureAwait(false);
    }
}
