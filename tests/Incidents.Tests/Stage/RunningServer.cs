using System;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace Incidents.Tests.Stage;

/// <summary>A server loop that runs on loopback until it is disposed of.</summary>
public sealed class RunningServer : IDisposable
{
    private readonly Socket _listener;
    private readonly Task _serving;

    /// <summary>Starts the loop on a listener of its own.</summary>
    public RunningServer(Func<Socket, Task> serve)
        : this(Loopback.Listen(), serve)
    {
    }

    private RunningServer(Socket listener, Func<Socket, Task> serve)
    {
        _listener = listener;
        Address = listener.Address();
        _serving = Task.Run(() => serve(listener));
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Closes the listener, which ends the loop with an exception; handlers end with their clients.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        Patience.Until(() => _serving.IsCompleted, "the server has stopped");
        _ = _serving.Exception;
    }
}
