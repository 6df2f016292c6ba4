using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using ReferenceServer.Tests.Stage;
using ReferenceServer.Transport;

namespace ReferenceServer.Tests.Transport;

/// <summary>What can go wrong before the first connection, said clearly.</summary>
public sealed class BindTests
{
    private static readonly IPEndPoint s_any = new(IPAddress.Loopback, 0);

    public static TheoryData<string, Action<ReferenceTransportOptions>, string, string> OutOfRange => new()
    {
        { nameof(ReferenceTransportOptions.Backlog), options => options.Backlog = 0, "is 0", "from 1 to" },
        { nameof(ReferenceTransportOptions.MaxConnections), options => options.MaxConnections = -1, "is -1", "from 1 to" },
        { nameof(ReferenceTransportOptions.MaxConnectionsPerClient), options => options.MaxConnectionsPerClient = 0, "is 0", "from 1 to" },
        { nameof(ReferenceTransportOptions.WriteTimeout), options => options.WriteTimeout = TimeSpan.FromMilliseconds(3), "is 00:00:00.0030000", "from 00:00:01 to 1.00:00:00" },
        { nameof(ReferenceTransportOptions.KeepAliveTime), options => options.KeepAliveTime = TimeSpan.FromDays(1), "is 1.00:00:00", "from 00:00:01 to 09:06:07" },
        { nameof(ReferenceTransportOptions.KeepAliveRetryCount), options => options.KeepAliveRetryCount = 128, "is 128", "from 1 to 127" },
        { nameof(ReferenceTransportOptions.MaxReadBufferSize), options => options.MaxReadBufferSize = 0, "is 0", "from 1 to" },
        { nameof(ReferenceTransportOptions.IoLoops), options => options.IoLoops = 0, "is 0", "from 1 to 256" },
        { nameof(ReferenceTransportOptions.HandOverAfter), options => options.HandOverAfter = TimeSpan.Zero, "is 00:00:00", "from 00:00:00.0010000 to 00:00:10" },
    };

    [Theory]
    [MemberData(nameof(OutOfRange), DisableDiscoveryEnumeration = true)]
    public async Task An_option_out_of_range_is_named_with_value_and_range(string option, Action<ReferenceTransportOptions> configure, string value, string range)
    {
        var refused = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Bound.ToAsync(s_any, configure));
        Assert.Equal(option, refused.ParamName);
        Assert.Contains($"{nameof(ReferenceTransportOptions)}.{option} {value}", refused.Message);
        Assert.Contains(range, refused.Message);
    }

    [Fact]
    public async Task A_port_in_use_is_said_to_be()
    {
        await using var first = await Bound.ToAsync(s_any);
        await Assert.ThrowsAsync<AddressInUseException>(async () => await Bound.ToAsync(first.Listener.EndPoint));
    }

    [Fact]
    public async Task A_stale_socket_file_is_replaced_and_removed_at_the_end()
    {
        var endpoint = NewPath(out var path);
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(endpoint);
        }

        // The runtime removes the file when it closes the socket; a killed process does not.
        if (!File.Exists(path))
        {
            await MakeStaleAsync(path);
        }

        await using (var transport = await Bound.ToAsync(new UnixDomainSocketEndPoint(path)))
        {
            var (server, client) = await transport.PairAsync().Bounded();
            await server.DisposeAsync().Bounded();
            client.Dispose();
        }

        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_socket_file_in_use_and_a_file_that_is_no_socket_are_left_alone()
    {
        var endpoint = NewPath(out var path);
        await using (var living = await Bound.ToAsync(endpoint))
        {
            await Assert.ThrowsAsync<AddressInUseException>(async () => await Bound.ToAsync(new UnixDomainSocketEndPoint(path)));
            var (server, client) = await PairAsync(living);
            await server.DisposeAsync().Bounded();
            client.Dispose();
        }

        await File.WriteAllTextAsync(path, "precious");
        await Assert.ThrowsAsync<AddressInUseException>(async () => await Bound.ToAsync(new UnixDomainSocketEndPoint(path)));
        Assert.Equal("precious", await File.ReadAllTextAsync(path));
        await File.WriteAllTextAsync(path, "");
        await Assert.ThrowsAsync<AddressInUseException>(async () => await Bound.ToAsync(new UnixDomainSocketEndPoint(path)));
        Assert.True(File.Exists(path));
        File.Delete(path);
    }

    [Fact]
    public async Task Any_of_IPv6_is_reached_over_IPv4_too()
    {
        await using var transport = await Bound.ToAsync(new IPEndPoint(IPAddress.IPv6Any, 0));
        var port = ((IPEndPoint)transport.Listener.EndPoint).Port;
        foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            using var client = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            var accepting = transport.Listener.AcceptAsync();
            await client.ConnectAsync(address, port).Bounded();
            var server = await accepting.Bounded();
            Assert.Equal(port, ((IPEndPoint)server!.LocalEndPoint!).Port);
            Assert.NotEqual(IPAddress.IPv6Any, ((IPEndPoint)server.LocalEndPoint).Address);
            Assert.Equal(((IPEndPoint)client.LocalEndPoint!).Port, ((IPEndPoint)server.RemoteEndPoint!).Port);
            await server.DisposeAsync().Bounded();
        }
    }

    [Fact]
    public async Task Unbind_the_accept_ends_after_the_application_has_begun_to_read_what_it_was_given()
    {
        await using var transport = await Bound.ToAsync(s_any, options => options.UnbindPatience = TimeSpan.FromSeconds(20));
        var (server, client) = await PairAsync(transport);
        var accepting = transport.Listener.AcceptAsync().AsTask();
        await transport.Listener.UnbindAsync().Bounded();
        await Task.Delay(300);
        Assert.False(accepting.IsCompleted);

        var reading = server.Transport.Input.ReadAsync().AsTask();
        Assert.Null(await accepting.Bounded());
        client.Dispose();
        await reading.Bounded();
        await server.DisposeAsync().Bounded();
    }

    private static Task<(ConnectionContext Server, Conformance.TestedClient Client)> PairAsync(Conformance.TestedTransport transport) => transport.PairAsync().Bounded();

    private static UnixDomainSocketEndPoint NewPath(out string path)
    {
        path = Path.Combine(Path.GetTempPath(), $"reference-{Guid.NewGuid():N}.sock");
        return new UnixDomainSocketEndPoint(path);
    }

    private static async Task MakeStaleAsync(string path)
    {
        // Bound under another name and moved: the runtime cannot find it to remove it.
        using var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        dead.Bind(new UnixDomainSocketEndPoint(path + ".then"));
        File.Move(path + ".then", path);
        await Task.CompletedTask;
    }
}
