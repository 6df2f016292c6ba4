using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Net.Sockets;

namespace ReferenceServer.Transport;

/// <summary>The metrics, under the meter <c>ReferenceServer.Transport</c>; docs/reference-server.md lists them. Kestrel's own still come.</summary>
public sealed class TransportMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "ReferenceServer.Transport";

    private static readonly KeyValuePair<string, object?>[] s_endings =
        [.. Enum.GetValues<Ending>().Select(ending => new KeyValuePair<string, object?>("ending", NameOf(ending)))];

    private readonly Counter<long> _accepted;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _acceptErrors;
    private TransportHost? _host;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Where the meter is made.</param>
    public TransportMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _accepted = meter.CreateCounter<long>("reference.connections.accepted", "{connection}", "Connections handed to the application.");
        _ended = meter.CreateCounter<long>("reference.connections.ended", "{connection}", "Connections that ended or were refused, by cause.");
        _acceptErrors = meter.CreateCounter<long>("reference.accept.errors", "{error}", "Accepts that failed, by error.");
        meter.CreateObservableGauge("reference.connections.open", () => Of(host => (long)host.Open.Count), "{connection}", "Open connections.");
        meter.CreateObservableGauge("reference.connections.idle", () => Of(host => (long)host.Open.IdleCount()), "{connection}", "Connections that could be closed to make room.");
        meter.CreateObservableGauge("reference.connections.limit", () => Of(host => (long)host.Open.Limit), "{connection}", "Connections that may be open.");
        meter.CreateObservableGauge("reference.accept_queue.length", () => Queues(queue => queue.Waiting), "{connection}", "Connections that wait to be accepted.");
        meter.CreateObservableGauge("reference.accept_queue.limit", () => Queues(queue => queue.Limit), "{connection}", "Connections that may wait to be accepted.");
        meter.CreateObservableGauge("reference.descriptors.used", () => OfDescriptors(count => count.Used), "{descriptor}", "Descriptors this process holds.");
        meter.CreateObservableGauge("reference.descriptors.limit", () => OfDescriptors(count => count.Limit), "{descriptor}", "Descriptors this process may hold.");
        meter.CreateObservableGauge("reference.io.threads", () => Of(host => (long)host.Engine.Threads), "{thread}", "Threads for input and output, with those that application code holds.");
        meter.CreateObservableCounter("reference.io.hand_overs", () => Of(host => host.Engine.HandOvers), "{hand-over}", "Times that application code held an I/O thread so long that another went on.");
        meter.CreateObservableGauge("reference.io.lag", () => Of(host => host.IoLag.TotalSeconds), "s", "How long work waits for an I/O thread, at worst.");
        meter.CreateObservableGauge("reference.pool.start_delay", () => Of(host => host.PoolDelay.TotalSeconds), "s", "How long work waits for a thread of the pool.");
    }

    internal void Observe(TransportHost host) => _host = host;

    internal void Forget(TransportHost host)
    {
        if (ReferenceEquals(_host, host))
        {
            _host = null;
        }
    }

    internal void Accepted() => _accepted.Add(1);

    internal void Ended(Ending ending) => _ended.Add(1, s_endings[(int)ending]);

    internal void AcceptFailed(SocketError error)
    {
        if (error != SocketError.WouldBlock)
        {
            _acceptErrors.Add(1, new KeyValuePair<string, object?>("error", error.ToString()));
        }
    }

    /// <summary>As metrics write it: <c>write_deadline</c>.</summary>
    private static string NameOf(Ending ending) =>
        string.Concat(ending.ToString().Select((letter, i) => char.IsUpper(letter) && i > 0 ? "_" + char.ToLowerInvariant(letter) : char.ToLowerInvariant(letter).ToString()));

    private IEnumerable<Measurement<T>> Of<T>(Func<TransportHost, T> value)
        where T : struct => _host is { } host ? [new Measurement<T>(value(host))] : [];

    private static IEnumerable<Measurement<long>> OfDescriptors(Func<(long Used, long Limit), long> value) =>
        Descriptors.Count() is { } count ? [new Measurement<long>(value(count))] : [];

    private IEnumerable<Measurement<long>> Queues(Func<(int Waiting, int Limit), int> value)
    {
        foreach (var listener in _host?.Listeners() ?? [])
        {
            if (listener.Acceptor.Queue() is { } queue)
            {
                yield return new Measurement<long>(value(queue), new KeyValuePair<string, object?>("endpoint", listener.EndPoint.ToString()));
            }
        }
    }
}
