using System;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace ReferenceServer.Transport;

/// <summary>Every sentence this transport logs. What can happen to each of ten thousand connections is Debug; what an operator must act on is a warning, once for each episode.</summary>
internal static partial class TransportLog
{
    /// <summary>Asks the connection for its name only if somebody listens: the name is made when it is asked for.</summary>
    public static void ConnectionEnded(this ILogger log, TransportConnection connection, Ending ending, long received, long sent, TimeSpan lasted)
    {
        if (log.IsEnabled(LogLevel.Debug))
        {
            log.ConnectionEnded(connection.ConnectionId, ending, received, sent, lasted.TotalSeconds);
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "Connection {ConnectionId} ended: {Ending}. {Received} bytes received, {Sent} sent, {Seconds:F3} s.", SkipEnabledCheck = true)]
    private static partial void ConnectionEnded(this ILogger log, string connectionId, Ending ending, long received, long sent, double seconds);

    [LoggerMessage(2, LogLevel.Error, "Connection {ConnectionId} ended by a failure in the transport.")]
    public static partial void ConnectionBroken(this ILogger log, string connectionId, Exception failure);

    [LoggerMessage(3, LogLevel.Error, "A piece of work threw on an I/O thread; the thread goes on.")]
    public static partial void WorkFailed(this ILogger log, Exception failure);

    [LoggerMessage(10, LogLevel.Warning, "Out of descriptors: the process holds {Used} of {Limit}, {Connections} of them connections. New connections wait in the system's queue until one is free. Raise the limit (`ulimit -n {Suggestion}`, systemd: LimitNOFILE={Suggestion}).")]
    public static partial void OutOfDescriptors(this ILogger log, long used, long limit, int connections, long suggestion);

    [LoggerMessage(11, LogLevel.Information, "Descriptors are free again; {Count} accepts found none in {Lasted}.")]
    public static partial void DescriptorsFree(this ILogger log, long count, TimeSpan lasted);

    [LoggerMessage(12, LogLevel.Warning, "The limit of {Limit} connections is reached: {Open} are open, {Idle} of them idle. Idle ones are closed for new ones; if there are none, new ones are refused.")]
    public static partial void LimitReached(this ILogger log, int limit, int open, int idle);

    [LoggerMessage(13, LogLevel.Information, "The limit of connections is no longer reached; {Count} newcomers found no room in {Lasted}.")]
    public static partial void LimitOver(this ILogger log, long count, TimeSpan lasted);

    [LoggerMessage(14, LogLevel.Warning, "The limit of {Limit} connections for one client is reached, first by {Client}; its further connections are refused unless one of its own is idle.")]
    public static partial void ClientLimitReached(this ILogger log, int limit, string client);

    [LoggerMessage(15, LogLevel.Information, "No client reaches its limit any more; {Count} connections found no room in {Lasted}.")]
    public static partial void ClientLimitOver(this ILogger log, long count, TimeSpan lasted);

    [LoggerMessage(16, LogLevel.Warning, "MaxConnections is {Wanted}, but descriptors leave room for {Room}: the limit is {Limit}, the process holds {Used}, {Reserve} are kept for other use. {Room} is used. Raise the limit to {Needed} or more (`ulimit -n {Needed}`).")]
    public static partial void LimitAboveDescriptors(this ILogger log, int wanted, int room, long limit, long used, long reserve, long needed);

    [LoggerMessage(17, LogLevel.Warning, "Accepting fails with {Error}; it is tried again a few times a second.")]
    public static partial void AcceptTrouble(this ILogger log, SocketError error);

    [LoggerMessage(18, LogLevel.Information, "Accepting works again; it failed {Count} times in {Lasted}.")]
    public static partial void AcceptTroubleOver(this ILogger log, long count, TimeSpan lasted);

    [LoggerMessage(20, LogLevel.Warning, "Application code holds I/O threads: {Threads} exist by now, {Count} more times another thread had to go on. It blocks or computes for long in a request handler; the other connections are served all the same.")]
    public static partial void IoThreadsHeld(this ILogger log, int threads, long count);

    [LoggerMessage(21, LogLevel.Information, "Application code no longer holds I/O threads; another thread had to go on {Count} times in {Lasted}.")]
    public static partial void IoThreadsFree(this ILogger log, long count, TimeSpan lasted);

    [LoggerMessage(22, LogLevel.Warning, "The thread pool is starved: a work item has waited {Delay} for one of {Threads} threads, {Pending} more wait. Code that blocks pool threads is the usual cause. Open connections are still read and answered by the transport's threads; new ones wait.")]
    public static partial void PoolStarved(this ILogger log, TimeSpan delay, int threads, long pending);

    [LoggerMessage(23, LogLevel.Information, "The thread pool is no longer starved; it was for {Lasted}.")]
    public static partial void PoolFree(this ILogger log, TimeSpan lasted);
}
