using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;

namespace ReferenceServer.Transport;

/// <summary>
/// Kestrel knows of deadlines that a transport cannot know: headers, body, keep-alive. It tells a transport nothing, but it records
/// why each connection ended in its metric <c>kestrel.connection.duration</c>, on the thread and right before it disposes the transport's
/// connection; that is where this picks it up.
/// </summary>
internal static class KestrelEndings
{
    [ThreadStatic]
    private static Ending t_last;

    private static readonly MeterListener s_listener = Listen();

    /// <summary>Begins to listen.</summary>
    public static void Start() => GC.KeepAlive(s_listener);

    /// <summary>What Kestrel said last on this thread, once.</summary>
    public static Ending TakeLast()
    {
        var last = t_last;
        t_last = Ending.None;
        return last;
    }

    private static MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "kestrel.connection.duration" && instrument.Meter.Name == "Microsoft.AspNetCore.Server.Kestrel")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>(static (_, _, tags, _) => t_last = EndingIn(tags));
        listener.Start();
        return listener;
    }

    private static Ending EndingIn(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == "error.type")
            {
                return (tag.Value as string) switch
                {
                    "keep_alive_timeout" => Ending.Idle,
                    "request_headers_timeout" or "tls_handshake_timeout" => Ending.HeaderDeadline,
                    "min_request_body_data_rate" or "request_body_drain_timeout" or "server_timeout" => Ending.BodyDeadline,
                    "min_response_data_rate" => Ending.WriteDeadline,
                    "app_shutdown_timeout" => Ending.Drained,
                    "max_concurrent_connections_exceeded" => Ending.Limit,
                    _ => Ending.None,
                };
            }
        }

        return Ending.None;
    }
}
