using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using ReferenceServer.Delivery.Session;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Tests.Session;

/// <summary>Two sides of one session, joined by hand: a test moves each frame itself.</summary>
internal sealed class Conversation
{
    private static readonly SessionId s_id = SessionId.Create();

    public Conversation(Limits? limits = null)
    {
        Limits = limits ?? new Limits(1000, 100, 500, 4, TimeSpan.FromSeconds(1));
        Sender = new SessionState(s_id, "peer", Limits);
        Receiver = new SessionState(s_id, "peer", Limits);
        Attach(1);
    }

    public Limits Limits { get; }

    public SessionState Sender { get; }

    public SessionState Receiver { get; }

    public TimeSpan Now { get; set; }

    public void Attach(ulong epoch)
    {
        var (sender, receiver) = (Sender.Positions, Receiver.Positions);
        Sender.Attach(epoch, receiver, Limits, Features.Pieces, Now);
        Receiver.Attach(epoch, sender, Limits, Features.Pieces, Now);
    }

    public OutgoingMessage Send(int length, bool released = true)
    {
        var message = new OutgoingMessage(Enumerable.Range(0, length).Select(number => (byte)number).ToArray());
        Sender.Outgoing.Assign(message);
        if (released)
        {
            Sender.Outgoing.Release(message.Sequence);
        }

        return message;
    }

    /// <summary>All that a side has to write, frame by frame.</summary>
    public List<byte[]> Written(SessionState side)
    {
        var frames = new List<byte[]>();
        var output = new ArrayBufferWriter<byte>();
        while (side.Write(output, int.MaxValue, Now))
        {
            var rest = new ReadOnlySequence<byte>(output.WrittenMemory.ToArray());
            while (rest.Length > 0)
            {
                var before = rest;
                Assert.Equal(FrameFound.Frame, FrameReader.Read(ref rest, Limits.MaxBody, out _, out _));
                frames.Add(before.Slice(0, before.Length - rest.Length).ToArray());
            }

            output = new ArrayBufferWriter<byte>();
        }

        return frames;
    }

    public ErrorCode Give(SessionState side, byte[] bytes)
    {
        var buffer = new ReadOnlySequence<byte>(bytes);
        Assert.Equal(FrameFound.Frame, FrameReader.Read(ref buffer, Limits.MaxBody, out var frame, out _));
        return side.OnFrame(frame, Now);
    }

    /// <summary>Everything that the sender has to write reaches the receiver, and the other way round.</summary>
    public void Exchange()
    {
        foreach (var frame in Written(Sender))
        {
            Assert.Equal(ErrorCode.None, Give(Receiver, frame));
        }

        foreach (var frame in Written(Receiver))
        {
            Assert.Equal(ErrorCode.None, Give(Sender, frame));
        }
    }
}
