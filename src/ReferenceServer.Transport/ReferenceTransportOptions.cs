using System;
using System.Net.Sockets;

namespace ReferenceServer.Transport;

/// <summary>
/// The transport's options. They are read and checked once, when the first end point is bound; a value out of its range is refused there
/// with an <see cref="ArgumentOutOfRangeException"/> that names the option, the value and the range.
/// </summary>
public sealed class ReferenceTransportOptions
{
    /// <summary>
    /// Connections that may wait to be accepted. Default: <see langword="null"/>, which is as many as the system allows
    /// (Linux: <c>net.core.somaxconn</c>, 4096 since 5.4). Range: 1 or more.
    /// </summary>
    public int? Backlog { get; set; }

    /// <summary>
    /// Connections open at a time, over all end points. When it is reached, those that have been idle longest are closed for new ones, and
    /// if there are none, the new one is refused. Default: <see langword="null"/>, which is what the descriptor limit leaves. Range: 1 or more.
    /// A value above what the descriptor limit leaves is lowered to that, with a warning.
    /// </summary>
    public int? MaxConnections { get; set; }

    /// <summary>
    /// Connections open at a time from one address (of IPv6: one /64 prefix); Unix domain sockets are not counted.
    /// Default: <see langword="null"/>, no limit. Range: 1 or more.
    /// </summary>
    public int? MaxConnectionsPerClient { get; set; }

    /// <summary>
    /// A connection may be closed to make room when it has been silent for so long while the application waits for input and
    /// all output is taken. Default: 1 s. Range: 0 to 1 day.
    /// </summary>
    public TimeSpan EvictableAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A connection that is silent for so long, while the application waits for input, is closed. Default: <see langword="null"/>, never:
    /// HTTP has Kestrel's keep-alive timeout. Range: 1 s to 30 days; watched with a grain of a quarter of a second.
    /// </summary>
    public TimeSpan? IdleTimeout { get; set; }

    /// <summary>
    /// The peer must take what is handed to the system, at most <see cref="MaxWriteBufferSize"/> and a block more at a time, within this; otherwise
    /// the connection is reset. Default: 30 s. Range: 1 s to 1 day, or <see langword="null"/> for no deadline.
    /// </summary>
    public TimeSpan? WriteTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Silence after which TCP asks whether the peer still answers. Default: 30 s. Range: 1 s to 32767 s, whole seconds; <see langword="null"/> turns keep-alive off.</summary>
    public TimeSpan? KeepAliveTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between two such questions. Default: 10 s. Range: 1 s to 32767 s, whole seconds.</summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Questions without answer after which the connection is lost. Default: 3. Range: 1 to 127.</summary>
    public int KeepAliveRetryCount { get; set; } = 3;

    /// <summary>
    /// Data that stays unacknowledged, or unsent because the peer's window is closed, for so long ends the connection (Linux:
    /// <c>TCP_USER_TIMEOUT</c>; not used elsewhere). Keep-alive alone does not see this: its questions are not asked while data is under way.
    /// It also bounds keep-alive: the connection ends at the first question after it. Default: 60 s. Range: 1 s to 1 day; <see langword="null"/> leaves it to the system, which takes 15 minutes.
    /// </summary>
    public TimeSpan? UnacknowledgedDataTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Sends small segments at once. Default: on.</summary>
    public bool NoDelay { get; set; } = true;

    /// <summary>Bytes received that the application has not yet consumed, at which reading stops. Default: 1 MiB. Range: 1 or more.</summary>
    public long MaxReadBufferSize { get; set; } = 1024 * 1024;

    /// <summary>Bytes written and not yet taken by the system, at which the application's flush waits. Default: 64 KiB. Range: 1 or more.</summary>
    public long MaxWriteBufferSize { get; set; } = 64 * 1024;

    /// <summary>When the listener is closed, connections already in its queue are still accepted, for at most so long. Default: 1 s. Range: 0 to 1 hour.</summary>
    public TimeSpan UnbindPatience { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After the last byte is sent, input that the application left unread is thrown away for at most so long, so that the peer still reads our answer instead of a reset. Default: 2 s. Range: 0 to 1 hour.</summary>
    public TimeSpan LingerTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Who makes the system calls. Default: <see cref="TransportThreads.Automatic"/>.</summary>
    public TransportThreads Threads { get; set; }

    /// <summary>
    /// Loops, each an epoll instance with its own thread, over which connections are spread (Linux only). A loop whose application code has more to do than
    /// one thread can has a second one help. Default: one for two processors. Range: 1 to 256.
    /// </summary>
    public int IoLoops { get; set; } = Math.Clamp((Environment.ProcessorCount + 1) / 2, 1, 256);

    /// <summary>Application code that waits on an I/O thread for longer than this, or computes for four times as long, loses it: another thread goes on with the other connections. Default: 5 ms. Range: 1 ms to 10 s.</summary>
    public TimeSpan HandOverAfter { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>I/O threads that may exist, with those that application code blocks. Default: 512. Range: <see cref="IoLoops"/> + 1 to 32767.</summary>
    public int MaxIoThreads { get; set; } = 512;

    /// <summary>Throws if a value is out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the option, the value and the range.</exception>
    public void Validate()
    {
        var day = TimeSpan.FromDays(1);
        var second = TimeSpan.FromSeconds(1);
        var hour = TimeSpan.FromHours(1);
        var maxKeepAlive = TimeSpan.FromSeconds(32767);
        Check(nameof(Backlog), Backlog, 1, int.MaxValue);
        Check(nameof(MaxConnections), MaxConnections, 1, int.MaxValue);
        Check(nameof(MaxConnectionsPerClient), MaxConnectionsPerClient, 1, int.MaxValue);
        Check(nameof(EvictableAfter), EvictableAfter, TimeSpan.Zero, day);
        Check(nameof(IdleTimeout), IdleTimeout, second, TimeSpan.FromDays(30));
        Check(nameof(WriteTimeout), WriteTimeout, second, day);
        Check(nameof(KeepAliveTime), KeepAliveTime, second, maxKeepAlive);
        Check(nameof(KeepAliveInterval), KeepAliveInterval, second, maxKeepAlive);
        Check(nameof(KeepAliveRetryCount), KeepAliveRetryCount, 1, 127);
        Check(nameof(UnacknowledgedDataTimeout), UnacknowledgedDataTimeout, second, day);
        Check(nameof(MaxReadBufferSize), MaxReadBufferSize, 1, long.MaxValue);
        Check(nameof(MaxWriteBufferSize), MaxWriteBufferSize, 1, long.MaxValue);
        Check(nameof(UnbindPatience), UnbindPatience, TimeSpan.Zero, hour);
        Check(nameof(LingerTimeout), LingerTimeout, TimeSpan.Zero, hour);
        Check(nameof(Threads), (int)Threads, 0, (int)TransportThreads.Runtime);
        Check(nameof(IoLoops), IoLoops, 1, 256);
        Check(nameof(HandOverAfter), HandOverAfter, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10));
        Check(nameof(MaxIoThreads), MaxIoThreads, IoLoops + 1, 32767);
        if (Threads == TransportThreads.Own && !OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException($"{nameof(ReferenceTransportOptions)}.{nameof(Threads)} is {nameof(TransportThreads.Own)}, which exists on Linux only; {nameof(TransportThreads.Automatic)} takes the runtime's sockets elsewhere.");
        }
    }

    private static void Check<T>(string option, T? value, T least, T most)
        where T : struct, IComparable<T>
    {
        if (value is { } given)
        {
            Check(option, given, least, most);
        }
    }

    private static void Check<T>(string option, T value, T least, T most)
        where T : struct, IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            throw new ArgumentOutOfRangeException(option, value, $"{nameof(ReferenceTransportOptions)}.{option} is {value}; it must be from {least} to {most}.");
        }
    }
}

/// <summary>Who makes the system calls and runs what continues after them.</summary>
public enum TransportThreads
{
    /// <summary><see cref="Own"/> on Linux, <see cref="Runtime"/> elsewhere.</summary>
    Automatic,

    /// <summary>Threads of the transport, which also run the application code that waited for the bytes. Linux only.</summary>
    Own,

    /// <summary>The runtime's sockets and the thread pool, as Kestrel's own transport does it.</summary>
    Runtime,
}
