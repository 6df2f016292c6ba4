using System;
using System.Net.Sockets;

namespace Incidents.Tests.Stage;

/// <summary>A connection of which the experiment holds both ends: near is watched, far plays the peer.</summary>
public sealed class ConnectedPair : IDisposable
{
    private ConnectedPair(Socket near, Socket far)
    {
        Near = near;
        Far = far;

        // The peer's own reads are bounded; the near end is left as the code under watch sets it.
        Far.ReceiveTimeout = (int)Patience.Limit.TotalMilliseconds;
    }

    /// <summary>The end that the code under watch uses.</summary>
    public Socket Near { get; }

    /// <summary>The peer's end.</summary>
    public Socket Far { get; }

    /// <summary>Connects a new pair on loopback.</summary>
    public static ConnectedPair Connect()
    {
        using var listener = Loopback.Listen();
        return Connect(listener);
    }

    /// <summary>Connects a new pair through that listener.</summary>
    public static ConnectedPair Connect(Socket listener)
    {
        var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
#pragma warning disable NWA3006 // To a listener of this process: it answers at once.
            near.Connect(listener.Address());
#pragma warning restore NWA3006
            return new ConnectedPair(near, listener.Accept());
        }
        catch
        {
            near.Dispose();
            throw;
        }
    }

    /// <summary>The peer sends, and the bytes lie unread in the near end's buffer when this returns; nobody may be reading meanwhile.</summary>
    public void Deliver(ReadOnlySpan<byte> bytes)
    {
        var expected = Near.Available + bytes.Length;
        Far.Send(bytes);
        Patience.Until(() => Near.Available >= expected, "what the peer sent has arrived");
    }

    /// <summary>The peer reads until the end of the stream.</summary>
    /// <returns>How many bytes came.</returns>
    /// <exception cref="SocketException">It ended in something else, as a reset.</exception>
    public int Drain()
    {
        var buffer = new byte[65536];
        int total = 0, count;
        while ((count = Far.Receive(buffer)) > 0)
        {
            total += count;
        }

        return total;
    }

    /// <summary>Returns once the near end has read all that was delivered.</summary>
    public void UntilTaken() => Patience.Until(() => Near.Available == 0, "what was delivered has been read");

    /// <summary>The peer closes, and its end of stream has arrived when this returns.</summary>
    public void CloseFar()
    {
        Far.Dispose();
        Patience.Until(() => Near.Poll(0, SelectMode.SelectRead), "the peer's end of stream has arrived");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Near.Dispose();
        Far.Dispose();
    }
}
