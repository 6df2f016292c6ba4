using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading;
using ReferenceServer.Transport;

namespace ReferenceServer.Tests.Pipes;

/// <summary>A wire without a network: the test says what arrives and how much the peer takes.</summary>
internal sealed class FakeWire : Wire
{
    private readonly Lock _state = new();
    private readonly Queue<byte> _arrived = new();
    private readonly List<byte> _taken = [];
    private Readiness _readable;
    private Readiness _writable;
    private SocketError _error;
    private bool _ended;
    private bool _interrupted;
    private int _room;

    public override PipeScheduler Application => PipeScheduler.Inline;

    public override PipeScheduler Sending => PipeScheduler.Inline;

    /// <summary>Bytes that arrived and were not received.</summary>
    public int Left => Locked(() => _arrived.Count);

    /// <summary>What the peer took.</summary>
    public byte[] Taken => Locked(_taken.ToArray);

    public bool HasEndedSending { get; private set; }

    /// <summary>Shifts how much a call moves, where a test wants parts.</summary>
    public Func<int, int> Part { get; set; } = static count => count;

    public void Arrive(ReadOnlySpan<byte> bytes)
    {
        lock (_state)
        {
            foreach (var one in bytes)
            {
                _arrived.Enqueue(one);
            }
        }

        SetReadable();
    }

    public void End(SocketError error = SocketError.Success)
    {
        lock (_state)
        {
            (_ended, _error) = (true, error);
        }

        SetReadable();
    }

    /// <summary>The peer takes so many bytes more.</summary>
    public void GiveRoom(int count)
    {
        lock (_state)
        {
            _room += count;
        }

        SetWritable();
    }

    public override void Start()
    {
    }

    public override bool AwaitReadable() => _readable.TakeOrAwait();

    public override Transfer Receive(Memory<byte> buffer)
    {
        lock (_state)
        {
            if (_interrupted || _error != SocketError.Success)
            {
                return new Transfer(0, _interrupted ? SocketError.OperationAborted : _error);
            }

            if (_arrived.Count == 0)
            {
                return new Transfer(0, _ended ? SocketError.Success : SocketError.WouldBlock);
            }

            var count = Part(Math.Min(_arrived.Count, buffer.Length));
            for (var i = 0; i < count; i++)
            {
                buffer.Span[i] = _arrived.Dequeue();
            }

            if (_arrived.Count > 0 || _ended)
            {
                _readable.Set(); // nobody waits: this is called by who would
            }

            return new Transfer(count, SocketError.Success);
        }
    }

    public override Transfer Send(in ReadOnlySequence<byte> buffer)
    {
        lock (_state)
        {
            if (_interrupted)
            {
                return new Transfer(0, SocketError.OperationAborted);
            }

            var count = (int)Math.Min(_room, buffer.Length);
            if (count == 0)
            {
                return new Transfer(0, SocketError.WouldBlock);
            }

            count = Part(count);
            _taken.AddRange(buffer.Slice(0, count).ToArray());
            _room -= count;
            return new Transfer(count, SocketError.Success);
        }
    }

    public override bool AwaitWritable() => _writable.TakeOrAwait();

    public override void EndSending() => HasEndedSending = true;

    public override void Interrupt(bool cut)
    {
        lock (_state)
        {
            _interrupted = true;
        }

        SetReadable();
        SetWritable();
    }

    public override bool HasUnread() => Left > 0;

    public override long Unacknowledged() => 0;

    public override void Close(bool reset)
    {
    }

    private void SetReadable()
    {
        if (_readable.Set())
        {
            User!.OnReadable();
        }
    }

    private void SetWritable()
    {
        if (_writable.Set())
        {
            User!.OnWritable();
        }
    }

    private T Locked<T>(Func<T> look)
    {
        lock (_state)
        {
            return look();
        }
    }
}

/// <summary>The two pipes over a <see cref="FakeWire"/>.</summary>
internal sealed class FakeConnection : IPipeOwner, IWireUser
{
    private bool _started;

    public FakeConnection(CountingPool pool, long limit)
    {
        var settings = new PipeSettings(pool, new ReferenceTransportOptions { MaxReadBufferSize = limit, MaxWriteBufferSize = limit });
        Wire.User = this;
        Reader = new ConnectionReader(this, Wire, settings);
        Writer = new ConnectionWriter(this, Wire, settings);
    }

    public FakeWire Wire { get; } = new() { LocalEndPoint = null, RemoteEndPoint = null };

    public ConnectionReader Reader { get; }

    public ConnectionWriter Writer { get; }

    public Exception? Failure { get; set; }

    public bool IsOver => Failure is not null;

    public void StartReceiving()
    {
        if (!_started)
        {
            _started = true;
            Reader.Begin();
        }
    }

    public void End(Exception failure)
    {
        Failure ??= failure;
        Wire.Interrupt(cut: true);
        Reader.Resume();
        Writer.Stop();
    }

    public void OnReadable() => Reader.OnReadable();

    public void OnWritable() => Writer.OnWritable();

    public void OnReceived()
    {
    }

    public void OnSent()
    {
    }

    public void Fail(SocketError error) => End(new SocketException((int)error));

    public void Break(Exception bug) => End(bug);

    public Exception? InputFailure() => Failure;

    public void OnInputOver(bool inOrder)
    {
    }

    public bool DelaysCancellation() => false;
}

/// <summary>Counts the blocks that are out.</summary>
internal sealed class CountingPool : MemoryPool<byte>
{
    private int _out;

    public int Out => Volatile.Read(ref _out);

    public override int MaxBufferSize => 4096;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        Interlocked.Increment(ref _out);
        return new Block(this);
    }

    protected override void Dispose(bool disposing)
    {
    }

    private sealed class Block(CountingPool pool) : IMemoryOwner<byte>
    {
        private byte[]? _bytes = new byte[4096];

        public Memory<byte> Memory => _bytes ?? throw new ObjectDisposedException(nameof(Block));

        public void Dispose()
        {
            // What is read or written after it was given back shows.
            Array.Fill(_bytes ?? throw new ObjectDisposedException(nameof(Block)), (byte)0xEE);
            _bytes = null;
            Interlocked.Decrement(ref pool._out);
        }
    }
}
