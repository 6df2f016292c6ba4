using System;
using System.Threading;
using System.Threading.Tasks;

namespace ReferenceServer.Delivery;

/// <summary>
/// Takes messages over from sessions: a broker, a queue, a database. Messages of one session come one at a time and in order, those of different sessions at the same time.
/// </summary>
public interface IMessageSink : IAsyncDisposable
{
    /// <summary>
    /// Returns when the other side has confirmed that it has the message. When it throws, it is called again with the same message, later and later, and nothing behind it comes before. After a crash
    /// it may be called again with a message that was confirmed: session id and number go with the message, so that whoever is behind the sink can tell.
    /// </summary>
    public ValueTask HandOnAsync(Message message, CancellationToken stopping);
}

/// <summary>Puts a sink behind an endpoint.</summary>
public static class MessageSinks
{
    /// <summary>Every message goes to the sink, and is acknowledged to its sender only when the sink has it. The sink is not disposed of.</summary>
    public static void HandOnTo(this DeliveryOptions options, IMessageSink sink)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sink);
        (options.Handler, options.AcknowledgeAfter) = (sink.HandOnAsync, AcknowledgeAfter.Handler);
    }
}
