using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;

namespace ReferenceServer.Tests.Conformance;

/// <summary>A listener and a way to connect to it.</summary>
public abstract class TestedTransport : IAsyncDisposable
{
    /// <summary>The server's side.</summary>
    public abstract IConnectionListener Listener { get; }

    /// <summary>Whether the server's half of a connection can be ended alone, the other going on.</summary>
    public virtual bool KeepsReadingAfterItsOwnEnd => true;

    /// <summary>Whether connections that wait in the queue survive the unbind.</summary>
    public virtual bool ServesTheQueueAtUnbind => true;

    /// <summary>Whether the kind of socket knows resets; a Unix domain socket knows an end only.</summary>
    public virtual bool KnowsResets => true;

    public abstract Task<TestedClient> ConnectAsync();

    /// <summary>A connection, both ends.</summary>
    public async Task<(ConnectionContext Server, TestedClient Client)> PairAsync()
    {
        var accepting = Listener.AcceptAsync();
        var client = await ConnectAsync();
        return (await accepting ?? throw new InvalidOperationException("The listener has ended."), client);
    }

    public virtual ValueTask DisposeAsync() => Listener.DisposeAsync();
}

/// <summary>The client's end.</summary>
public abstract class TestedClient : IDisposable
{
    public abstract Stream Stream { get; }

    /// <summary>Ends the client's sending; it still reads.</summary>
    public abstract void EndSending();

    /// <summary>Cuts the connection off.</summary>
    public abstract void Reset();

    public abstract void Dispose();
}

/// <summary>Any transport that binds sockets.</summary>
public class SocketTransport(IConnectionListener listener, IDisposable? owner = null) : TestedTransport
{
    public override IConnectionListener Listener => listener;

    public override bool KnowsResets => listener.EndPoint is not UnixDomainSocketEndPoint;

    public override async Task<TestedClient> ConnectAsync()
    {
        var endpoint = listener.EndPoint;
        var socket = endpoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endpoint);
            return new SocketClient(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        owner?.Dispose();
    }
}

/// <summary>A client with a socket.</summary>
public sealed class SocketClient(Socket socket) : TestedClient
{
    public Socket Socket => socket;

    public override Stream Stream { get; } = new NetworkStream(socket);

    public override void EndSending() => socket.Shutdown(SocketShutdown.Send);

    public override void Reset() => socket.Close(0);

    public override void Dispose() => socket.Dispose();
}
