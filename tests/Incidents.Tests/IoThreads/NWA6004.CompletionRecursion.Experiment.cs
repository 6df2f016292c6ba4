using System;
using System.Net.Sockets;
using Incidents.Tests.Stage;
using Xunit;

namespace Incidents.Tests.IoThreads;

/// <summary>NWA6004: a handler that starts the next receive and handles it too where it is done at once goes deeper with every message.</summary>
public sealed class CompletionRecursionExperiment
{
    private const int Messages = 200;

    [Fact]
    public void Each_message_that_is_there_already_lies_on_the_stack_of_the_one_before()
    {
        using var pair = ConnectedPair.Connect();
        using var receiver = new Receiver(pair.Near, recursive: true);

        pair.Deliver(new byte[Messages]);
        receiver.Start();

        Patience.Until(() => receiver.Handled == Messages, "all messages are handled");
        Assert.Equal(Messages, receiver.Deepest);
    }

    [Fact]
    public void A_loop_handles_them_all_at_the_same_depth()
    {
        using var pair = ConnectedPair.Connect();
        using var receiver = new Receiver(pair.Near, recursive: false);

        pair.Deliver(new byte[Messages]);
        receiver.Start();

        Patience.Until(() => receiver.Handled == Messages, "all messages are handled");
        Assert.Equal(1, receiver.Deepest);
    }

    [Fact]
    public void A_callback_of_BeginReceive_that_begins_the_next_one_goes_deeper_too()
    {
        using var pair = ConnectedPair.Connect();
        var receiver = new Callbacks(pair.Near, recursive: true);

        pair.Deliver(new byte[Messages]);
        receiver.Start();

        Patience.Until(() => receiver.Handled == Messages, "all messages are handled");
        Assert.Equal(Messages, receiver.Deepest);
    }

    [Fact]
    public void One_that_leaves_what_was_done_at_once_to_a_loop_does_not()
    {
        using var pair = ConnectedPair.Connect();
        var receiver = new Callbacks(pair.Near, recursive: false);

        pair.Deliver(new byte[Messages]);
        receiver.Start();

        Patience.Until(() => receiver.Handled == Messages, "all messages are handled");
        Assert.Equal(1, receiver.Deepest);
    }

    /// <summary>The same with <c>BeginReceive</c>.</summary>
    private sealed class Callbacks(Socket socket, bool recursive)
    {
        private readonly byte[] _buffer = new byte[1];
        private int _depth;

        public int Handled { get; private set; }

        public int Deepest { get; private set; }

        public void Start()
        {
            if (recursive)
            {
                socket.BeginReceive(_buffer, 0, 1, SocketFlags.None, OnReceivedRecursive, null);
            }
            else
            {
                Loop();
            }
        }

#pragma warning disable NWA6004 // the sin is the exhibit
        private void OnReceivedRecursive(IAsyncResult result)
        {
            _depth++;
            if (Handle(result))
            {
                socket.BeginReceive(_buffer, 0, 1, SocketFlags.None, OnReceivedRecursive, null);
            }

            _depth--;
        }
#pragma warning restore NWA6004

        private void OnReceived(IAsyncResult result)
        {
            if (!result.CompletedSynchronously && HandleAtItsDepth(result))
            {
                Loop();
            }
        }

        private void Loop()
        {
            IAsyncResult result;
            do
            {
                result = socket.BeginReceive(_buffer, 0, 1, SocketFlags.None, OnReceived, null);
            }
            while (result.CompletedSynchronously && HandleAtItsDepth(result));
        }

        private bool HandleAtItsDepth(IAsyncResult result)
        {
            _depth++;
            var more = Handle(result);
            _depth--;
            return more;
        }

        private bool Handle(IAsyncResult result)
        {
            if (socket.EndReceive(result) == 0)
            {
                return false;
            }

            Deepest = Math.Max(Deepest, _depth);
            return ++Handled < Messages;
        }
    }

    /// <summary>Messages of one byte each, so that many are there at once.</summary>
    private sealed class Receiver : IDisposable
    {
        private readonly SocketAsyncEventArgs _args = new();
        private readonly Socket _socket;
        private readonly bool _recursive;
        private int _depth;

        public Receiver(Socket socket, bool recursive)
        {
            _socket = socket;
            _recursive = recursive;
            _args.SetBuffer(new byte[1]);
            _args.Completed += (_, args) => Done(args);
        }

        public int Handled { get; private set; }

        public int Deepest { get; private set; }

        public void Start()
        {
            if (_recursive)
            {
                StartRecursive();
            }
            else
            {
                StartLoop();
            }
        }

        public void Dispose() => _args.Dispose();

        private void Done(SocketAsyncEventArgs args)
        {
            if (_recursive)
            {
                HandleAndStart(args);
            }
            else if (Handle(args))
            {
                StartLoop();
            }
        }

#pragma warning disable NWA6004 // the sin is the exhibit
        private void StartRecursive()
        {
            if (!_socket.ReceiveAsync(_args))
            {
                HandleAndStart(_args);
            }
        }
#pragma warning restore NWA6004

        private void HandleAndStart(SocketAsyncEventArgs args)
        {
            _depth++;
            if (Count(args))
            {
                StartRecursive();
            }

            _depth--;
        }

        private void StartLoop()
        {
            while (!_socket.ReceiveAsync(_args))
            {
                if (!Handle(_args))
                {
                    return;
                }
            }
        }

        private bool Handle(SocketAsyncEventArgs args)
        {
            _depth++;
            var more = Count(args);
            _depth--;
            return more;
        }

        private bool Count(SocketAsyncEventArgs args)
        {
            if (args.SocketError != SocketError.Success || args.BytesTransferred == 0)
            {
                return false;
            }

            Deepest = Math.Max(Deepest, _depth);
            return ++Handled < Messages;
        }
    }
}
