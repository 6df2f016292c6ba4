using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using ReferenceServer.Delivery.Session;
using ReferenceServer.Delivery.Store;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery;

/// <summary>
/// One session, for as long as both sides remember it: connections come and go beneath it. All members may be called from any thread; messages are sent in the order of the calls.
/// </summary>
public sealed class DeliverySession
{
    private static readonly TimeSpan s_storeRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_handlerRetryMost = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly SessionState _state;
    private readonly DeliveryOptions _options;
    private readonly ILogger _log;
    private readonly PeerInbox? _peerInbox;
    private readonly SpareArrays? _spare;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Queue<IncomingMessage> _unaccepted = new();
    private readonly Queue<IncomingMessage> _unappended = new();
    private readonly Channel<IncomingMessage> _toHandle = Channel.CreateUnbounded<IncomingMessage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TaskCompletionSource<SessionLostException> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _room;
    private DeliveryConnection? _connection;
    private ulong _appended;
    private bool _retrying;
    private int _introduced;
    private long _unhandledBytes;

    /// <param name="state">Where the session stands.</param>
    /// <param name="kept">What the store had of it.</param>
    /// <param name="options">What was configured.</param>
    /// <param name="log">Where to tell.</param>
    /// <param name="peerInbox">Server: what it shares with the other sessions of its peer.</param>
    internal DeliverySession(SessionState state, StoredSession? kept, DeliveryOptions options, ILogger log, PeerInbox? peerInbox = null)
    {
        (_state, _options, _log, _appended, _peerInbox) = (state, options, log, state.Incoming.Accepted, peerInbox);
        _spare = options.Store.KeepsPayloads ? null : new SpareArrays();
        foreach (var record in kept?.Unacknowledged.ToArray() ?? [])
        {
            _state.Outgoing.RestoreMessage(new Delivery(this, record.Payload, isStored: true), kept!.Withdrawn.Contains(record.Number));
        }

        foreach (var record in kept?.Unconsumed.ToArray() ?? [])
        {
            _unhandledBytes += record.Payload.Length;
            _toHandle.Writer.TryWrite(new IncomingMessage(record.Number, record.Payload, record.Second == 1));
        }

        peerInbox?.Take(_unhandledBytes);
        Recovered = [.. _state.Outgoing.KeptAll().Cast<Delivery>()];
        Handling = options.Handler is null ? Task.CompletedTask : Task.Run(HandleAsync);
    }

    /// <summary>The session's id.</summary>
    public SessionId Id => _state.Id;

    /// <summary>The client of this session, by its proven name.</summary>
    public string Peer => _state.Peer;

    /// <summary>What an earlier process had taken over and the peer had not accepted: sent again by itself, in order, before anything new.</summary>
    public IReadOnlyList<Delivery> Recovered { get; }

    /// <summary>Whether a connection is attached now.</summary>
    public bool IsConnected
    {
        get
        {
            lock (_gate)
            {
                return _state.IsAttached;
            }
        }
    }

    /// <summary>Why the peer accepts nothing at the moment, as it last told.</summary>
    public Stall PeerStall
    {
        get
        {
            lock (_gate)
            {
                return _state.PeerStall;
            }
        }
    }

    /// <summary>Messages that were taken over and that the peer has not accepted.</summary>
    public int Undelivered
    {
        get
        {
            lock (_gate)
            {
                return _state.Outgoing.KeptMessages;
            }
        }
    }

    /// <summary>How often a connection was attached, in the session's whole life.</summary>
    public ulong Epoch
    {
        get
        {
            lock (_gate)
            {
                return _state.Epoch;
            }
        }
    }

    /// <summary>Completes, with the reason, if the session is ever lost.</summary>
    public Task<SessionLostException> Lost => _lost.Task;

    internal Task Handling { get; }

    internal Durability Durability => _options.Store.Durability;

    /// <summary>
    /// Sends the message; returns when the peer's application side has acknowledged it. It is kept in the outbox from the call on and survives connections, and, if the outbox is durable, the process.
    /// </summary>
    /// <exception cref="DeliveryRefusedException">The outbox is full or broken, or the message is longer than the peer takes: it is not sent.</exception>
    /// <exception cref="SessionLostException">The session ended; whether the message arrived cannot be known.</exception>
    /// <exception cref="DeliveryCanceledException">Cancelled; says whether the message was taken back or is still under way.</exception>
    public Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation = default) => SendAsync(message, Timeout.InfiniteTimeSpan, cancellation);

    /// <summary><inheritdoc cref="SendAsync(ReadOnlyMemory{byte}, CancellationToken)"/></summary>
    /// <param name="message">The message; copied.</param>
    /// <param name="deadline">How long to wait for the acknowledgement.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="DeliveryDeadlineException">Too late; says whether the message was taken back or is still under way.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> message, TimeSpan deadline, CancellationToken cancellation = default)
    {
        var delivery = await EnqueueAsync(message, cancellation).ConfigureAwait(false);
        if (deadline == Timeout.InfiniteTimeSpan && !cancellation.CanBeCanceled)
        {
            await delivery.Acknowledged.ConfigureAwait(false);
            return;
        }

        try
        {
            await delivery.Acknowledged.WaitAsync(deadline, _options.Time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new DeliveryDeadlineException(delivery, await delivery.TryWithdrawAsync().ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw new DeliveryCanceledException(delivery, await delivery.TryWithdrawAsync().ConfigureAwait(false));
        }
    }

    /// <summary>Gives the message to the outbox; returns when it is kept there, in the outbox's durability. What becomes of it then, the result tells.</summary>
    /// <exception cref="DeliveryRefusedException">The outbox is full or broken, or the message is longer than the peer takes.</exception>
    /// <exception cref="SessionLostException">The session has ended.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while the outbox had no room: nothing was taken.</exception>
    public async ValueTask<Delivery> EnqueueAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation = default)
    {
        Delivery? delivery;
        DeliveryConnection? connection;
        while (!TryEnqueue(message, out delivery, out connection, out var room))
        {
            await room!.WaitAsync(cancellation).ConfigureAwait(false);
        }

        connection?.Write();

        await delivery!.Stored.ConfigureAwait(false);
        return delivery;
    }

    internal async Task<bool> TryWithdrawAsync(Delivery delivery)
    {
        var withdrawal = new Withdrawal(this, delivery);
        lock (_gate)
        {
            if (!_state.Outgoing.TryWithdraw(delivery))
            {
                return false;
            }

            _options.Store.Append(new StoreRecord(RecordKind.Withdrawn, Id, delivery.Sequence), withdrawal);
        }

        return await withdrawal.Done.ConfigureAwait(false);
    }

    internal void OnStored(Delivery delivery, AppendResult result)
    {
        if (result == AppendResult.Stored)
        {
            lock (_gate)
            {
                _state.Outgoing.Release(delivery.Sequence);
                _connection?.Wake();
            }

            delivery.SetStored();
            return;
        }

        IReadOnlyList<OutgoingMessage> refused;
        lock (_gate)
        {
            refused = _state.Outgoing.Refuse(delivery);
        }

        var why = result == AppendResult.Failed
            ? "The outbox cannot be written any more; the process must be restarted."
            : "The outbox is full: the disk, or its share of it. The message was not taken; what was taken before is kept.";
        foreach (var message in refused)
        {
            ((Delivery)message).SetRefused(why);
        }
    }

    // What follows belongs to the connection, the directory and the client.

    internal Hello Hello()
    {
        lock (_gate)
        {
            return _state.Hello(Protocol.AllFeatures);
        }
    }

    internal bool HasUnhandled
    {
        get
        {
            lock (_gate)
            {
                return _unhandledBytes > 0;
            }
        }
    }

    /// <summary>True once.</summary>
    internal bool IsNewHere() => Interlocked.Exchange(ref _introduced, 1) == 0;

    /// <summary>Server: takes the next epoch for this claimant, and has the store record both.</summary>
    internal ulong Reserve(Incarnation claimant, IAppended recorded)
    {
        lock (_gate)
        {
            var epoch = _state.Reserve(claimant);
            _options.Store.Append(new StoreRecord(RecordKind.Session, Id, epoch, Peer: Peer, Incarnation: claimant), recorded);
            return epoch;
        }
    }

    internal ErrorCode Check(Welcome welcome)
    {
        lock (_gate)
        {
            return _state.Check(welcome);
        }
    }

    /// <summary>The connection takes over; the one before is told.</summary>
    /// <returns>Where this side stands at this moment.</returns>
    internal Positions? Attach(DeliveryConnection connection, ulong epoch, bool isServer, in Positions theirs, in Limits limits, Features features)
    {
        lock (_gate)
        {
            if (_lost.Task.IsCompleted || (isServer && epoch != _state.Epoch))
            {
                return null;
            }

            _connection?.Close(ErrorCode.Superseded);
            _connection = connection;
            _state.Attach(epoch, theirs, limits, features, Now);
            Settle();
            return _state.Positions;
        }
    }

    /// <summary>The connection has ended.</summary>
    internal void Detach(DeliveryConnection connection)
    {
        lock (_gate)
        {
            if (_connection == connection)
            {
                _connection = null;
                _state.Detach();
                _spare?.Clear();
            }
        }
    }

    internal ErrorCode OnBytes(DeliveryConnection connection, ref ReadOnlySequence<byte> buffer, out Bye bye)
    {
        bye = default;
        lock (_gate)
        {
            if (_connection != connection)
            {
                return ErrorCode.Superseded;
            }

            _state.OnBytes(Now);
            var error = ErrorCode.None;
            while (error == ErrorCode.None && bye.Code == ErrorCode.None)
            {
                switch (FrameReader.Read(ref buffer, _options.Limits.MaxBody, out var frame, out error))
                {
                    case FrameFound.NeedMore:
                        TakeArrived();
                        Settle();
                        return ErrorCode.None;
                    case FrameFound.Frame when frame.Kind == FrameKind.Bye:
                        error = Bye.Read(frame, out bye);
                        break;
                    case FrameFound.Frame:
                        error = _state.OnFrame(frame, Now);
                        break;
                }
            }

            TakeArrived();
            Settle();
            return error;
        }
    }

    internal bool Write(DeliveryConnection connection, IBufferWriter<byte> output, int budget)
    {
        lock (_gate)
        {
            return _connection == connection && _state.Write(output, budget, Now);
        }
    }

    internal ErrorCode OnTick(DeliveryConnection connection)
    {
        lock (_gate)
        {
            if (_connection != connection)
            {
                return ErrorCode.None;
            }

            if (_state.Outgoing.KeptMessages == 0)
            {
                // Idle sessions hold nothing.
                _spare?.Clear();
            }

            return _state.OnTick(Now);
        }
    }

    /// <summary>The session ends for good: what is under way is undecided.</summary>
    internal void Lose(ErrorCode code)
    {
        SessionLostException lost;
        lock (_gate)
        {
            if (_lost.Task.IsCompleted)
            {
                return;
            }

            lost = new SessionLostException(Id, code, [.. _state.Outgoing.KeptAll().Cast<Delivery>()]);
            _lost.SetResult(lost);
            _options.Store.Append(new StoreRecord(RecordKind.Closed, Id));
            _connection?.Close(code);
            _room?.TrySetResult();
        }

        foreach (var delivery in lost.Undecided)
        {
            delivery.SetLost(lost);
        }

        Stop();
    }

    /// <summary>The process is about to end: the handler gets no more, the connection says goodbye.</summary>
    internal void Stop()
    {
        _stopping.Cancel();
        _toHandle.Writer.TryComplete();
        _peerInbox?.Leave(this);
        lock (_gate)
        {
            _connection?.Close(ErrorCode.ShuttingDown);
        }
    }

    private TimeSpan Now => _options.Time.GetElapsedTime(0);

    /// <param name="message">The message; copied.</param>
    /// <param name="delivery">What became of it.</param>
    /// <param name="connection">The caller has its pen.</param>
    /// <param name="room">If there is no room: when to try again.</param>
    private bool TryEnqueue(ReadOnlyMemory<byte> message, out Delivery? delivery, out DeliveryConnection? connection, out Task? room)
    {
        lock (_gate)
        {
            (delivery, connection, room) = (null, null, null);
            if (_lost.Task.IsCompletedSuccessfully)
            {
                throw _lost.Task.Result;
            }

            if (!_state.Outgoing.Fits(message.Length))
            {
                throw new DeliveryRefusedException($"The peer takes no message of {message.Length} bytes.");
            }

            if (_state.Outgoing.KeptBytes + message.Length > _options.OutboxBytes && _state.Outgoing.KeptMessages > 0)
            {
                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
                return false;
            }

            var isFirst = _state.Outgoing.KeptMessages == 0;
            delivery = new Delivery(this, Copy(message), isStored: false);
            _state.Outgoing.Assign(delivery);

            // With nothing under way before it, a message is written by the caller, without waking a thread; others are gathered, as Nagle's algorithm does (RFC 896).
            connection = isFirst && _connection?.TryTakePen() == true ? _connection : null;
            _options.Store.Append(new StoreRecord(RecordKind.Outgoing, Id, delivery.Sequence, delivery.Payload), delivery);
            return true;
        }
    }

    private ReadOnlyMemory<byte> Copy(ReadOnlyMemory<byte> message)
    {
        var array = _spare?.Take(message.Length) ?? new byte[message.Length];
        message.CopyTo(array);
        return array.AsMemory(0, message.Length);
    }

    private void GiveBack(Delivery delivery)
    {
        if (_spare is not null && !delivery.IsRecovered)
        {
            _spare.Give(delivery.Forget());
        }
    }

    private void Settle()
    {
        if (_state.Outgoing.Settled.Count == 0)
        {
            return;
        }

        // Before anybody hears of it: a send that follows finds the room that this makes.
        _options.Store.Append(new StoreRecord(RecordKind.Acknowledged, Id, _state.Outgoing.Accepted));
        while (_state.Outgoing.Settled.TryDequeue(out var message))
        {
            var delivery = (Delivery)message;
            if (delivery.IsWithdrawn)
            {
                delivery.SetWithdrawn();
            }
            else
            {
                GiveBack(delivery);
                delivery.SetAcknowledged();
            }
        }

        _room?.TrySetResult();
        _room = null;
        _connection?.Wake();
    }

    private void TakeArrived()
    {
        while (_state.Arrived.TryDequeue(out var message))
        {
            _unaccepted.Enqueue(message);
            _unappended.Enqueue(message);
        }

        Accept();
    }

    /// <summary>Gives what has arrived to the journal, or to the handler, as far as there is room behind it.</summary>
    private void Accept()
    {
        if (_retrying || _options.Handler is null)
        {
            return;
        }

        while (_unappended.TryPeek(out var message))
        {
            var length = message.Payload.Length;
            if ((_unhandledBytes > 0 && _unhandledBytes + length > _options.InboxBytes) || _peerInbox?.TryTake(this, length) == false)
            {
                _state.SetStall(Stall.HandlerBehind);
                _connection?.Wake();
                return;
            }

            _unappended.Dequeue();
            _appended = message.Sequence;
            _unhandledBytes += length;
            if (_options.AcknowledgeAfter == AcknowledgeAfter.Handler)
            {
                _toHandle.Writer.TryWrite(message);
            }
            else
            {
                _options.Store.Append(
                    new StoreRecord(RecordKind.Incoming, Id, message.Sequence, message.Payload, Second: message.IsWithdrawn ? 1UL : 0), new Arrival(this, message));
            }
        }
    }

    private void OnArrivalStored(IncomingMessage message, AppendResult result)
    {
        lock (_gate)
        {
            if (result == AppendResult.Stored)
            {
                _unaccepted.Dequeue();
                _state.SetStall(_state.Stall == Stall.StoreFull ? Stall.None : _state.Stall);
                _state.Accept(message.Sequence);
                _toHandle.Writer.TryWrite(message);
                _connection?.Wake();
                return;
            }

            GiveRoom(message);
            _appended = Math.Min(_appended, message.Sequence - 1);
            _state.SetStall(Stall.StoreFull);
            _connection?.Wake();
            if (!_retrying)
            {
                _retrying = true;
                DeliveryLog.StoreRefuses(_log, Id, result);
                _ = RetryAsync();
            }
        }
    }

    private async Task RetryAsync()
    {
        await Task.Delay(s_storeRetry, _options.Time).ConfigureAwait(false);
        lock (_gate)
        {
            _retrying = false;
            _unappended.Clear();
            foreach (var message in _unaccepted.Where(message => message.Sequence > _appended))
            {
                _unappended.Enqueue(message);
            }

            Accept();
        }
    }

    private async Task HandleAsync()
    {
        var stopping = _stopping.Token;
        var handled = 0;
        try
        {
            while (await _toHandle.Reader.WaitToReadAsync(stopping).ConfigureAwait(false))
            {
                while (_toHandle.Reader.TryRead(out var message))
                {
                    if (!message.IsWithdrawn)
                    {
                        await HandleAsync(message, stopping).ConfigureAwait(false);
                    }

                    handled++;
                    var last = handled >= 256 || !_toHandle.Reader.TryPeek(out _);
                    handled = last ? 0 : handled;
                    OnHandled(message, record: last);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What was not handled is kept and comes again with the next process.
        }
    }

    private async Task HandleAsync(IncomingMessage message, CancellationToken stopping)
    {
        for (var wait = TimeSpan.FromSeconds(0.1); ; wait = wait * 2 < s_handlerRetryMost ? wait * 2 : s_handlerRetryMost)
        {
            try
            {
                await _options.Handler!(new Message(this, message.Sequence, message.Payload), stopping).ConfigureAwait(false);
                SetStall(Stall.None, onlyFrom: Stall.HandlerFails);
                return;
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                DeliveryLog.HandlerFailed(_log, failure, message.Sequence, Id, wait);
                SetStall(Stall.HandlerFails);
            }

            await Task.Delay(wait, _options.Time, stopping).ConfigureAwait(false);
        }
    }

    private void SetStall(Stall stall, Stall? onlyFrom = null)
    {
        lock (_gate)
        {
            if (onlyFrom is null || _state.Stall == onlyFrom)
            {
                _state.SetStall(stall);
                _connection?.Wake();
            }
        }
    }

    private void OnHandled(IncomingMessage message, bool record)
    {
        lock (_gate)
        {
            GiveRoom(message);
            if (record)
            {
                var consumed = new StoreRecord(RecordKind.Consumed, Id, message.Sequence);
                if (_options.AcknowledgeAfter == AcknowledgeAfter.Handler)
                {
                    _options.Store.Append(consumed, new Handled(this, message.Sequence));
                }
                else
                {
                    _options.Store.Append(consumed);
                }
            }

            AcceptWhatWaits();
        }
    }

    /// <summary>The peer's sessions together have room again.</summary>
    internal void AcceptMore()
    {
        lock (_gate)
        {
            AcceptWhatWaits();
        }
    }

    private void AcceptWhatWaits()
    {
        if (_unappended.Count > 0)
        {
            _state.SetStall(_state.Stall == Stall.HandlerBehind ? Stall.None : _state.Stall);
            Accept();
            _connection?.Wake();
        }
    }

    private void GiveRoom(in IncomingMessage message)
    {
        _unhandledBytes -= message.Payload.Length;
        _peerInbox?.Give(message.Payload.Length);
    }

    private void OnHandledStored(ulong upTo, AppendResult result)
    {
        lock (_gate)
        {
            if (result != AppendResult.Stored)
            {
                // Handled, but nobody will know after a crash: told again until the store takes it, and not acknowledged before.
                _ = RepeatHandledAsync(upTo);
                return;
            }

            while (_unaccepted.TryPeek(out var message) && message.Sequence <= upTo)
            {
                _unaccepted.Dequeue();
            }

            _state.Accept(upTo);
            _connection?.Wake();
        }
    }

    private async Task RepeatHandledAsync(ulong upTo)
    {
        await Task.Delay(s_storeRetry, _options.Time).ConfigureAwait(false);
        _options.Store.Append(new StoreRecord(RecordKind.Consumed, Id, upTo), new Handled(this, upTo));
    }

    private sealed class Arrival(DeliverySession session, IncomingMessage message) : IAppended
    {
        void IAppended.Appended(AppendResult result) => session.OnArrivalStored(message, result);
    }

    private sealed class Handled(DeliverySession session, ulong upTo) : IAppended
    {
        void IAppended.Appended(AppendResult result) => session.OnHandledStored(upTo, result);
    }

    private sealed class Withdrawal(DeliverySession session, Delivery delivery) : IAppended
    {
        private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<bool> Done => _done.Task;

        void IAppended.Appended(AppendResult result)
        {
            var stored = result == AppendResult.Stored;
            lock (session._gate)
            {
                session._state.Outgoing.EndWithdrawal(delivery, stored);
                session._connection?.Wake();
            }

            _done.SetResult(stored);
        }
    }
}
