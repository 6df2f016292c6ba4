using System;
using System.Buffers;
using System.Net;
using System.Net.Sockets;
using ReferenceServer.Delivery.Security;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Tests.Live;

/// <summary>A client that says exactly what a test wants, right or wrong.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly IPEndPoint _server;
    private readonly SessionId _session = SessionId.Create();
    private Socket _socket;
    private byte[] _unread = [];
    private Hello? _said;
    private byte[]? _proof;

    public RawClient(IPEndPoint server)
    {
        _server = server;
        _socket = Connect();
    }

    public byte[] Secret { get; init; } = [];

    public Hello Hello() => new((1, 1), Features.Pieces, _session, new Incarnation(1, 1), 0, default, LiveServer.Quick, "tester");

    /// <summary>The code of the server's refusal, or none when it welcomes.</summary>
    public ErrorCode Handshake(Hello hello)
    {
        _said = hello;
        Send(hello.Write);
        var frame = Read();
        if (Token.Read(frame, FrameKind.Challenge, out var challenge) != ErrorCode.None)
        {
            return CodeOf(frame);
        }

        _proof = Proof.OfClient(Secret, challenge, hello.ToBody());
        Send(output => Token.Write(output, FrameKind.Proof, _proof));
        return CodeOf(Read());
    }

    /// <summary>Says what another connection has said.</summary>
    public ErrorCode Replay(RawClient other)
    {
        Send(other._said!.Write);
        Read();
        Send(output => Token.Write(output, FrameKind.Proof, other._proof));
        return CodeOf(Read());
    }

    public RawClient Again()
    {
        _socket.Dispose();
        _socket = Connect();
        _unread = [];
        return this;
    }

    public void Send(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        Send(output.WrittenSpan);
    }

    public void Send(ReadOnlySpan<byte> bytes) => _socket.Send(bytes);

    public void EndOfStream() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>What the server says at last: the code of its goodbye, or none when it closes without one. Status frames before it are passed over.</summary>
    public ErrorCode Ending()
    {
        while (true)
        {
            var frame = Read();
            if (frame.Kind != FrameKind.Status)
            {
                return CodeOf(frame);
            }
        }
    }

    /// <summary>The next frame; the default one when the server has closed.</summary>
    public Frame Read()
    {
        while (true)
        {
            var rest = new ReadOnlySequence<byte>(_unread);
            if (FrameReader.Read(ref rest, Frame.BodyCeiling, out var frame, out _) == FrameFound.Frame)
            {
                _unread = rest.ToArray();
                return frame;
            }

            var buffer = new byte[4096];
            var received = _socket.Receive(buffer, SocketFlags.None, out var error);
            if (received == 0 || error != SocketError.Success)
            {
                return default;
            }

            _unread = [.. _unread, .. buffer.AsSpan(0, received)];
        }
    }

    public void Dispose() => _socket.Dispose();

    private static ErrorCode CodeOf(in Frame frame) =>
        frame.Kind == FrameKind.Bye && Bye.Read(frame, out var bye) == ErrorCode.None ? bye.Code : ErrorCode.None;

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = (int)LiveServer.Patience.TotalMilliseconds };
        socket.Connect(_server);
        return socket;
    }
}
