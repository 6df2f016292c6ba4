using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace ReferenceServer.Transport;

/// <summary>
/// The application's input: received whenever the wire has something, up to <see cref="PipeSettings.MaxUnread"/> ahead of the application, so
/// that the peer's end or reset is noticed though nobody reads.
/// </summary>
/// <remarks>
/// Reads as <see cref="Pipe"/>'s reader does. A <see cref="Pipe"/> filled by an async method is the shorter way to write this; as part of ten
/// thousand idle connections it is the dearer one: see docs/decisions/008-pipes-of-our-own.md.
/// Receiving is one thread of control: it is under way on some thread, or waits for the wire, or for the application to read, or is over.
/// </remarks>
internal sealed class ConnectionReader(IPipeOwner owner, Wire wire, PipeSettings settings) : PipeReader, IValueTaskSource<ReadResult>
{
    private const int MinimalRoom = 2048;
    private const int DiscardRoom = 4096;

    private static readonly Action<object?> s_goOn = static reader => ((ConnectionReader)reader!).GoOn(isReadable: false);

    private SegmentQueue _bytes;
    private Waiter _waiter;
    private long _unexamined;
    private Exception? _failure;
    private TaskCompletionSource? _over;
    private bool _isReading; // between a result and its AdvanceTo
    private bool _isCancelled;
    private bool _isComplete; // the application reads no more
    private bool _isPaused;
    private bool _isEnded; // nothing more comes
    private bool _isOver; // and the wire is not used for it any more
    private volatile bool _hasEnd;
    private volatile bool _isAwaited;

    public long BytesReceived { get; private set; }

    /// <summary>Whether the application has begun to read.</summary>
    public bool HasBeenRead { get; private set; }

    /// <summary>Whether the application waits for input.</summary>
    public bool IsAwaited => _isAwaited;

    /// <summary>Whether the peer has ended its sending in order.</summary>
    public bool HasEnd => _hasEnd;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ReadResult>(cancellationToken);
        }

        lock (wire.Gate)
        {
            CheckMayRead();
            if (IsReady)
            {
                return new ValueTask<ReadResult>(Take());
            }

            _waiter.Begin();
            _isAwaited = true;
        }

        if (cancellationToken.CanBeCanceled)
        {
            // The result is fetched after this method has returned, so the waiter is still the same.
            _waiter.Keep(cancellationToken.UnsafeRegister(static reader => ((ConnectionReader)reader!).CancelWait(), this));
        }

        owner.StartReceiving();
        return new ValueTask<ReadResult>(this, 0);
    }

    public override bool TryRead(out ReadResult result)
    {
        owner.StartReceiving();
        lock (wire.Gate)
        {
            CheckMayRead();
            result = IsReady ? Take() : default;
            return _isReading;
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        lock (wire.Gate)
        {
            if (_isComplete || !_isReading)
            {
                throw new InvalidOperationException("There is no read to advance: it was advanced before, or the reader is complete.");
            }

            if (examined.GetObject() is not null)
            {
                var unexamined = _bytes.CountFrom(examined);
                if (unexamined > _bytes.CountFrom(consumed) || unexamined > _unexamined)
                {
                    throw new InvalidOperationException("The examined position lies before the consumed one, or before one examined earlier.");
                }

                _unexamined = unexamined;
            }

            _isReading = false;
            _bytes.Consume(consumed);
            if (_unexamined >= settings.ResumeUnread || !TakePause())
            {
                return;
            }
        }

        wire.Application.Schedule(s_goOn, this);
    }

    public override void CancelPendingRead()
    {
        if (!owner.DelaysCancellation())
        {
            CancelNow();
        }
    }

    /// <summary>Wakes the application's read, or its next one, without bytes.</summary>
    public void CancelNow()
    {
        Resumption resumption;
        lock (wire.Gate)
        {
            _isCancelled = true;
            resumption = EndWait(cancelled: false);
        }

        resumption.On(wire.Application);
    }

    public override void Complete(Exception? exception = null)
    {
        lock (wire.Gate)
        {
            (_isComplete, _isReading) = (true, false);
            if (!_bytes.IsLeased)
            {
                _bytes.Clear();
            }
        }

        Resume();
    }

    /// <summary>Goes on receiving where the application has read so little that it paused.</summary>
    public void Resume()
    {
        lock (wire.Gate)
        {
            if (!TakePause())
            {
                return;
            }
        }

        wire.Application.Schedule(s_goOn, this);
    }

    /// <summary>Begins to receive; called once.</summary>
    public void Begin() => GoOn(isReadable: false);

    /// <summary>The wait for the wire is over.</summary>
    public void OnReadable() => GoOn(isReadable: true);

    /// <summary>Returns when nothing more is received. Until then the wire may be used.</summary>
    public Task WhenOverAsync()
    {
        lock (wire.Gate)
        {
            return _isOver ? Task.CompletedTask : (_over ??= new TaskCompletionSource()).Task;
        }
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token)
    {
        CancellationTokenRegistration registration = default;
        try
        {
            lock (wire.Gate)
            {
                var isCancelled = _waiter.IsCancelled;
                registration = _waiter.Fetch();
                return isCancelled ? throw new OperationCanceledException(registration.Token) : Take();
            }
        }
        finally
        {
            // Without the lock: it waits for a call back that is under way, which wants the lock.
            registration.Dispose();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token)
    {
        lock (wire.Gate)
        {
            return _waiter.Status;
        }
    }

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        Resumption resumption;
        lock (wire.Gate)
        {
            resumption = _waiter.Continue(continuation, state, flags);
        }

        resumption.On(wire.Application);
    }

    private bool IsReady => _unexamined > 0 || _isEnded || _isCancelled;

    private void CheckMayRead()
    {
        if (_isComplete || _isReading || _waiter.HasBegun)
        {
            throw new InvalidOperationException(_isComplete ? "The reader is complete." : "A read is under way: it must be advanced first.");
        }

        HasBeenRead = true;
    }

    private ReadResult Take()
    {
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        var result = new ReadResult(_bytes.Committed, _isCancelled, _isEnded);
        (_isReading, _isCancelled) = (true, false);
        return result;
    }

    private bool TakePause()
    {
        var wasPaused = _isPaused;
        _isPaused = false;
        return wasPaused;
    }

    private Resumption EndWait(bool cancelled)
    {
        _isAwaited = false;
        return _waiter.End(cancelled);
    }

    private void CancelWait()
    {
        Resumption resumption;
        lock (wire.Gate)
        {
            resumption = EndWait(cancelled: true);
        }

        resumption.On(wire.Application);
    }

    private void GoOn(bool isReadable)
    {
        try
        {
            while (isReadable || wire.AwaitReadable())
            {
                isReadable = false;
                switch (Receive())
                {
                    case Progress.Paused:
                        return;
                    case Progress.Ended:
                        Finish(owner.InputFailure());
                        return;
                }
            }
        }
        catch (Exception bug)
        {
            owner.Break(bug);
            Finish(bug);
        }
    }

    private Progress Receive()
    {
        Memory<byte> room;
        lock (wire.Gate)
        {
            room = _isComplete ? default : _bytes.Lease(settings.Pool, MinimalRoom);
        }

        var got = room.IsEmpty ? Discard() : wire.Receive(room);
        if (got.Bytes > 0)
        {
            BytesReceived += got.Bytes;
            owner.OnReceived();
        }

        Resumption resumption = default;
        var progress = Progress.Again;
        lock (wire.Gate)
        {
            if (!room.IsEmpty)
            {
                _bytes.Advance(got.Bytes);
                EndLease();
            }

            if (got.Bytes > 0 && !_isComplete)
            {
                _unexamined += got.Bytes;
                resumption = EndWait(cancelled: false);
                _isPaused = _unexamined >= settings.MaxUnread;
                progress = _isPaused ? Progress.Paused : Progress.Again;
            }
        }

        resumption.On(wire.Application);
        if (got.Failed && got.Error != SocketError.WouldBlock)
        {
            owner.Fail(got.Error);
            return Progress.Ended;
        }

        if (!got.Failed && got.Bytes == 0)
        {
            // The peer sends no more, but may well read on.
            _hasEnd = true;
            return Progress.Ended;
        }

        return progress;
    }

    // The application reads no more. What comes is thrown away, so that the peer can finish and read our answer.
    private Transfer Discard()
    {
        var scrap = ArrayPool<byte>.Shared.Rent(DiscardRoom);
        var got = wire.Receive(scrap);
        ArrayPool<byte>.Shared.Return(scrap);
        return got;
    }

    // Where input was cut off it must not look complete: then there is a failure.
    private void Finish(Exception? failure)
    {
        Resumption resumption;
        lock (wire.Gate)
        {
            EndLease();
            (_isEnded, _failure) = (true, failure);
            resumption = EndWait(cancelled: false);
        }

        resumption.On(wire.Application);
        owner.OnInputOver(_hasEnd);
        TaskCompletionSource? over;
        lock (wire.Gate)
        {
            (_isOver, over) = (true, _over);
        }

        over?.SetResult();
    }

    private void EndLease()
    {
        _bytes.Commit();
        if (_isComplete)
        {
            _bytes.Clear();
        }
    }

    private enum Progress
    {
        Again,
        Paused,
        Ended,
    }
}
