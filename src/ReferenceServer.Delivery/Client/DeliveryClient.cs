using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ReferenceServer.Delivery.Security;
using ReferenceServer.Delivery.Session;
using ReferenceServer.Delivery.Store;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Client;

/// <summary>What a client can be told.</summary>
public sealed class DeliveryClientOptions : DeliveryOptions
{
    /// <summary>Makes a connection to the server, for example <see cref="TcpDialer.DialAsync"/>.</summary>
    public required Func<CancellationToken, ValueTask<ConnectionContext>> Dial { get; set; }

    /// <summary>The name that this client goes by; up to 64 bytes of UTF-8.</summary>
    public string Peer { get; set; } = Environment.MachineName;

    /// <summary>The secret shared with the server. When there is one, the server must prove that it has it, too.</summary>
    public ReadOnlyMemory<byte> Secret { get; set; }

    /// <summary>The wait after the first failure to connect; doubled with each further one, and drawn at random up to that.</summary>
    public TimeSpan FirstWait { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait between two tries.</summary>
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Where the client logs.</summary>
    public ILogger Log { get; set; } = NullLogger.Instance;
}

/// <summary>
/// The client's end: opens or takes up the session in its store, keeps it connected, and connects again for as long as it lives. It stops by itself only when the session is lost, or when connecting
/// again cannot help until somebody changes something.
/// </summary>
public sealed class DeliveryClient : IAsyncDisposable
{
    private readonly DeliveryClientOptions _options;
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    private DeliveryClient(DeliveryClientOptions options, DeliverySession session) => (_options, Session) = (options, session);

    /// <summary>The session: what messages are sent through.</summary>
    public DeliverySession Session { get; }

    /// <summary>Completes when the client has stopped: with an error when it stopped by itself.</summary>
    public Task Running => _running;

    /// <summary>Starts a client. Returns when the store has counted the start; connecting goes on in the background, and messages can be sent at once.</summary>
    /// <exception cref="DeliveryRefusedException">The store cannot be written.</exception>
    public static async Task<DeliveryClient> StartAsync(DeliveryClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var kept = options.Store.Recovered.FirstOrDefault();
        var state = new SessionState(kept?.Id ?? SessionId.Create(), options.Peer, options.Limits);
        var incarnation = new Incarnation((kept?.Incarnation.Count ?? 0) + 1, BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4)));
        state.Restore(kept?.Epoch ?? 0, incarnation, kept?.Accepted ?? 0, kept?.Acknowledged ?? 0);
        var counted = new Counted();
        options.Store.Append(new StoreRecord(RecordKind.Session, state.Id, state.Epoch, Peer: options.Peer, Incarnation: incarnation), counted);
        if (await counted.Done.ConfigureAwait(false) != AppendResult.Stored)
        {
            throw new DeliveryRefusedException("The outbox cannot be written.");
        }

        var client = new DeliveryClient(options, new DeliverySession(state, kept, options, options.Log));
        client._running = Task.Run(client.RunAsync);
        return client;
    }

    /// <summary>Says goodbye and stops; what was not acknowledged stays in the store.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        Session.Stop();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Session.Handling.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        for (var failures = 0; !_stopping.IsCancellationRequested;)
        {
            var (code, wasAttached, why) = await ConnectOnceAsync().ConfigureAwait(false);
            if (!wasAttached && code.EndsSession())
            {
                DeliveryLog.Lost(_options.Log, Session.Id, code);
                Session.Lose(code);
                throw await Session.Lost.ConfigureAwait(false);
            }

            if (!wasAttached && code.NeedsHelp())
            {
                throw new AuthenticationException($"The server refuses this client ({code}), and will until something is changed.");
            }

            failures = wasAttached ? 0 : failures + 1;
            var wait = Wait(failures);
            DeliveryLog.NotConnected(_options.Log, Session.Id, why, wait);
            await Task.Delay(wait, _options.Time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Anywhere up to the bound, so that many clients of a server that was away do not all come back at once.</summary>
    private TimeSpan Wait(int failures) =>
        TimeSpan.FromTicks((long)(Random.Shared.NextDouble() * Math.Min(_options.FirstWait.Ticks * Math.Pow(2, Math.Min(failures, 30)), _options.LongestWait.Ticks)));

    private async Task<(ErrorCode Code, bool WasAttached, string Why)> ConnectOnceAsync()
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        late.CancelAfter(_options.HandshakeTimeout);
        try
        {
            await using var connection = await _options.Dial(late.Token).ConfigureAwait(false);
            var (error, attached) = await HandshakeAsync(connection, late.Token).ConfigureAwait(false);
            if (attached is null)
            {
                await SayByeAsync(connection, error).ConfigureAwait(false);
                return (error, false, $"refused ({error})");
            }

            var ending = await attached.RunAsync(Session).ConfigureAwait(false);
            return (ending.Code, true, $"the connection ended ({ending.Code}{(ending.ByPeer ? ", by the peer" : "")})");
        }
        catch (Exception gone) when (gone is IOException or SocketException or ConnectionAbortedException or OperationCanceledException or AuthenticationException or ObjectDisposedException)
        {
            return (ErrorCode.None, false, gone.Message);
        }
    }

    private async Task<(ErrorCode Error, DeliveryConnection? Attached)> HandshakeAsync(ConnectionContext connection, CancellationToken late)
    {
        var hello = Session.Hello();
        hello.Write(connection.Transport.Output);
        await connection.Transport.Output.FlushAsync(late).ConfigureAwait(false);
        var (error, challenge) = await HandshakeReader.ReadAsync(
            connection.Transport.Input, (in Frame frame) => (Token.Read(frame, FrameKind.Challenge, out var read), read), late).ConfigureAwait(false);
        if (error != ErrorCode.None)
        {
            return (error, null);
        }

        Token.Write(connection.Transport.Output, FrameKind.Proof, Proof.OfClient(_options.Secret.Span, challenge, hello.ToBody()));
        await connection.Transport.Output.FlushAsync(late).ConfigureAwait(false);
        (error, var welcome) = await HandshakeReader.ReadAsync(
            connection.Transport.Input, (in Frame frame) => frame.Kind != FrameKind.Welcome ? (ErrorCode.UnexpectedFrame, null) : (Welcome.Read(frame, out var read), read), late).ConfigureAwait(false);
        if (error != ErrorCode.None)
        {
            return (error, null);
        }

        var expected = Proof.OfServer(_options.Secret.Span, challenge, hello.ToBody(), welcome!.ToProvenBody());
        if (!Proof.Same(expected, welcome.Proof.Span))
        {
            return (ErrorCode.NotAuthenticated, null);
        }

        error = Session.Check(welcome);
        if (error != ErrorCode.None)
        {
            return (error, null);
        }

        var attached = new DeliveryConnection(connection, _options, _options.Log);
        _options.Store.Append(new StoreRecord(RecordKind.Session, Session.Id, welcome.Epoch, Peer: _options.Peer, Incarnation: hello.Incarnation));
        return Session.Attach(attached, welcome.Epoch, isServer: false, welcome.Positions, welcome.Limits, welcome.Features) is null
            ? (ErrorCode.ShuttingDown, null)
            : (ErrorCode.None, attached);
    }

    private static async Task SayByeAsync(ConnectionContext connection, ErrorCode code)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        new Bye(code, code.ToString()).Write(connection.Transport.Output);
        await connection.Transport.Output.FlushAsync(late.Token).ConfigureAwait(false);
    }

    private sealed class Counted : IAppended
    {
        private readonly TaskCompletionSource<AppendResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<AppendResult> Done => _done.Task;

        void IAppended.Appended(AppendResult result) => _done.SetResult(result);
    }
}
