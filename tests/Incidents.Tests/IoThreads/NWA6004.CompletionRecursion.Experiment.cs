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
