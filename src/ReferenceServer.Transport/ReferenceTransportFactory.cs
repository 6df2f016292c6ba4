using System;
using System.Buffers;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ReferenceServer.Transport;

/// <summary>Binds TCP and Unix domain socket end points. May be used by several callers at a time; disposed after its listeners and connections.</summary>
public sealed class ReferenceTransportFactory : IConnectionListenerFactory, IConnectionListenerFactorySelector, IDisposable
{
    // linux/tcp.h; the runtime has no name for it.
    private const int TcpUserTimeout = 18;

    private readonly ReferenceTransportOptions _options;
    private readonly MemoryPool<byte> _memory;
    private readonly TransportMetrics _metrics;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private TransportHost? _host;

    /// <summary>Made by the host's services; <see cref="ReferenceTransport.UseReferenceTransport"/> registers it.</summary>
    /// <param name="options">Checked at the first bind.</param>
    /// <param name="metrics">Where connections are counted.</param>
    /// <param name="log">Where episodes are told.</param>
    /// <param name="memory">Makes the pool of the pipes' blocks.</param>
    public ReferenceTransportFactory(IOptions<ReferenceTransportOptions> options, TransportMetrics metrics, ILoggerFactory log, IMemoryPoolFactory<byte> memory)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(memory);
        (_options, _metrics, _log, _memory) = (options.Value, metrics, log.CreateLogger("ReferenceServer.Transport"), memory.Create());
    }

    /// <inheritdoc/>
    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint or UnixDomainSocketEndPoint;

    /// <inheritdoc/>
    /// <exception cref="AddressInUseException">Somebody listens there.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it, its value and the range.</exception>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (!CanBind(endpoint))
        {
            throw new NotSupportedException($"'{endpoint}' is neither an IP end point nor a Unix domain socket.");
        }

        _options.Validate();
        lock (_gate)
        {
            _host ??= new TransportHost(_options, _memory, _metrics, _log);
        }

        KestrelEndings.Start();
        var path = (endpoint as UnixDomainSocketEndPoint)?.ToString() is ['/', ..] file ? file : null;
        return new ValueTask<IConnectionListener>(_host.Add(Listen(endpoint, path), path));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _host?.Dispose();
        _memory.Dispose();
    }

    private Socket Listen(EndPoint endpoint, string? path)
    {
        var socket = endpoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (path is not null)
            {
                RemoveIfStale(path);
            }

            if (endpoint is IPEndPoint { Address: var address })
            {
                // "Any" of IPv6 is any address at all.
                if (address.Equals(IPAddress.IPv6Any))
                {
                    socket.DualMode = true;
                }

                SetOptions(socket);
            }

            socket.Bind(endpoint);
            if (_options.Backlog is { } backlog)
            {
                socket.Listen(backlog);
            }
            else
            {
                socket.Listen();
            }

            return socket;
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            throw new AddressInUseException($"'{endpoint}' is in use.", failure);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // Set once on the listening socket: what it accepts inherits them, which saves five system calls for each connection.
    private void SetOptions(Socket socket)
    {
        socket.NoDelay = _options.NoDelay;
        if (_options.KeepAliveTime is { } time)
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)time.TotalSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, (int)_options.KeepAliveInterval.TotalSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, _options.KeepAliveRetryCount);
        }

        if (OperatingSystem.IsLinux() && _options.UnacknowledgedDataTimeout is { } unacknowledged)
        {
            socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, TcpUserTimeout, BitConverter.GetBytes((int)unacknowledged.TotalMilliseconds));
        }
    }

    /// <summary>A socket file that nobody listens on was left by a process that died; a bind to it would fail for ever.</summary>
    private static void RemoveIfStale(string path)
    {
        if (!File.Exists(path) || IsOrdinaryFile(path))
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
        }
    }

    // A socket cannot be opened; the bind will complain about what can.
    private static bool IsOrdinaryFile(string path)
    {
        try
        {
            using var opened = File.OpenHandle(path);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }
}
