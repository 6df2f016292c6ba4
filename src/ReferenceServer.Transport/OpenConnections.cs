using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Microsoft.Extensions.Logging;

namespace ReferenceServer.Transport;

/// <summary>All open connections of the process's end points, the limits on their number, and who goes when there is no room. Any thread.</summary>
internal sealed class OpenConnections
{
    private readonly Lock _gate = new();
    private readonly List<TransportConnection> _all = [];
    private readonly Dictionary<IPAddress, int> _perClient = [];
    private readonly TransportMetrics _metrics;
    private readonly Episode _full;
    private readonly Episode _clientFull;
    private int _counted;
    private string _lastRefused = "";

    public OpenConnections(ReferenceTransportOptions options, PipeSettings pipes, TransportMetrics metrics, ILogger log)
    {
        (Options, Pipes, _metrics, Log) = (options, pipes, metrics, log);
        Limit = options.MaxConnections ?? int.MaxValue;
        _full = new Episode((_, _) => log.LimitReached(Limit, Count, IdleCount()), (count, lasted) => log.LimitOver(count, lasted));
        _clientFull = new Episode(
            (_, _) => log.ClientLimitReached(options.MaxConnectionsPerClient ?? 0, _lastRefused),
            (count, lasted) => log.ClientLimitOver(count, lasted));
    }

    /// <summary>Called after a connection closed, when a descriptor is free again.</summary>
    public Action? Freed { get; set; }

    public ReferenceTransportOptions Options { get; }

    public PipeSettings Pipes { get; }

    public ILogger Log { get; }

    /// <summary>Connections that may be open; what the descriptors allow lowers it.</summary>
    public int Limit { get; set; }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _all.Count;
            }
        }
    }

    /// <summary>A connection for the accepted socket, or null if there is no room; the socket is closed then.</summary>
    public TransportConnection? Admit(Wire wire, TransportListener listener)
    {
        var client = ClientOf(wire.RemoteEndPoint);
        if (!MakeRoom(client))
        {
            wire.Close(reset: false);
            _metrics.Ended(Ending.Limit);
            return null;
        }

        var connection = new TransportConnection(this, listener, wire, Pipes) { Client = client, Counted = true };
        lock (_gate)
        {
            connection.Index = _all.Count;
            _all.Add(connection);
        }

        _metrics.Accepted();
        return connection;
    }

    public void Remove(TransportConnection connection, TimeSpan lasted)
    {
        lock (_gate)
        {
            var last = _all[^1];
            _all[connection.Index] = last;
            last.Index = connection.Index;
            _all.RemoveAt(_all.Count - 1);
            Discount(connection);
        }

        _metrics.Ended(connection.Ending);
        Log.ConnectionEnded(connection, connection.Ending, connection.BytesReceived, connection.BytesSent, lasted);
        Freed?.Invoke();
    }

    /// <summary>Closes those idle longest, up to so many.</summary>
    /// <returns>How many.</returns>
    public int EvictIdle(int most, IPAddress? ofClient = null)
    {
        var moment = Environment.TickCount64 - (long)Options.EvictableAfter.TotalMilliseconds;
        List<TransportConnection> idle = [];
        lock (_gate)
        {
            foreach (var connection in _all)
            {
                if (connection.Counted && connection.IsIdleSince(moment) && (ofClient is null || ofClient.Equals(connection.Client)))
                {
                    idle.Add(connection);
                }
            }

            idle.Sort(static (a, b) => a.LastActive.CompareTo(b.LastActive));
            if (idle.Count > most)
            {
                idle.RemoveRange(most, idle.Count - most);
            }

            idle.ForEach(Discount);
        }

        // Outside the lock: this runs code of the application.
        idle.ForEach(static connection => connection.Evict());
        return idle.Count;
    }

    /// <summary>Looks at every connection's deadlines and at what episodes are over; called by the housekeeper alone.</summary>
    public void Watch(List<TransportConnection> scratch)
    {
        scratch.Clear();
        lock (_gate)
        {
            scratch.AddRange(_all);
        }

        var now = Environment.TickCount64;
        foreach (var connection in scratch)
        {
            connection.Watch(now, Options);
        }

        scratch.Clear();
        _full.Tick();
        _clientFull.Tick();
    }

    /// <summary>Whether the application has connections of this listener that it has not looked at yet.</summary>
    public bool HasUnreadOf(TransportListener listener)
    {
        lock (_gate)
        {
            foreach (var connection in _all)
            {
                if (connection.IsUnreadOf(listener))
                {
                    return true;
                }
            }

            return false;
        }
    }

    public int IdleCount()
    {
        var moment = Environment.TickCount64 - (long)Options.EvictableAfter.TotalMilliseconds;
        var count = 0;
        lock (_gate)
        {
            foreach (var connection in _all)
            {
                count += connection.IsIdleSince(moment) ? 1 : 0;
            }
        }

        return count;
    }

    private bool MakeRoom(IPAddress? client)
    {
        if (TryCount(client, out var clientIsFull))
        {
            return true;
        }

        // A batch at a time, as the search looks at all of them.
        var evicted = clientIsFull ? EvictIdle(1, client) : EvictIdle(Math.Clamp(Limit / 16, 1, 32));
        if (clientIsFull)
        {
            _lastRefused = client!.ToString();
            _clientFull.Add();
        }
        else
        {
            _full.Add();
        }

        return evicted > 0 && TryCount(client, out _);
    }

    private bool TryCount(IPAddress? client, out bool clientIsFull)
    {
        clientIsFull = false;
        lock (_gate)
        {
            if (_counted >= Limit)
            {
                return false;
            }

            if (client is not null && Options.MaxConnectionsPerClient is { } most)
            {
                var has = _perClient.GetValueOrDefault(client);
                if (has >= most)
                {
                    clientIsFull = true;
                    return false;
                }

                _perClient[client] = has + 1;
            }

            _counted++;
            return true;
        }
    }

    private void Discount(TransportConnection connection)
    {
        if (!connection.Counted)
        {
            return;
        }

        connection.Counted = false;
        _counted--;
        if (connection.Client is { } client && _perClient.TryGetValue(client, out var has))
        {
            if (has <= 1)
            {
                _perClient.Remove(client);
            }
            else
            {
                _perClient[client] = has - 1;
            }
        }
    }

    private IPAddress? ClientOf(EndPoint? remote)
    {
        if (Options.MaxConnectionsPerClient is null || remote is not IPEndPoint { Address: var address })
        {
            return null;
        }

        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return address;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        // A customer of a provider is given at least a /64; within it addresses are free.
        Span<byte> prefix = stackalloc byte[16];
        address.TryWriteBytes(prefix, out _);
        prefix[8..].Clear();
        return new IPAddress(prefix);
    }
}
