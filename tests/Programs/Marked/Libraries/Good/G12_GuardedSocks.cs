using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GuardedSocks;

public interface IDestinationRule
{
    bool Permits(IPAddress address, int port);
}

public sealed class PublicOnlyRule : IDestinationRule
{
    public bool Permits(IPAddress address, int port)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address)) return false;
        byte[] b = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return !address.IsIPv6LinkLocal && !address.IsIPv6SiteLocal && (b[0] & 0xFE) != 0xFC && !address.Equals(IPAddress.IPv6Any);
        }
        return b[0] is not (0 or 10 or 127) && !(b[0] == 192 && b[1] == 168) && !(b[0] == 172 && (b[1] & 0xF0) == 16) && !(b[0] == 169 && b[1] == 254);
    }
}

public sealed class GuardedSocksServer
{
    private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(5);
    private readonly SemaphoreSlim _slots = new(1000, 1000);
    private readonly IDestinationRule _rule;
    private readonly IPEndPoint _local;

    public GuardedSocksServer(IPEndPoint local, IDestinationRule rule)
    {
        _local = local;
        _rule = rule;
    }

    public async Task RunAsync(CancellationToken ct)
    {
        using var listener = new Socket(_local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(_local);
        listener.Listen(512);
        while (!ct.IsCancellationRequested)
        {
            await _slots.WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ct.IsCancellationRequested) break;
            Socket client;
            try
            {
                client = await listener.AcceptAsync(ct);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            catch (SocketException)
            {
                _slots.Release();
                await Task.Delay(100, CancellationToken.None);
                continue;
            }
            _ = ServeAsync(client, ct);
        }
    }

    private async Task ServeAsync(Socket client, CancellationToken ct)
    {
        await Task.Yield();
        try
        {
            using (client)
            {
                Socket remote;
                using (var limit = CancellationTokenSource.CreateLinkedTokenSource(ct))
                {
                    limit.CancelAfter(HandshakeLimit);
                    remote = await NegotiateAsync(client, limit.Token);
                }
                if (remote == null) return;
                using (remote)
                {
                    using var session = CancellationTokenSource.CreateLinkedTokenSource(ct);
                    await Task.WhenAll(PipeAsync(client, remote, session), PipeAsync(remote, client, session));
                }
            }
        }
        catch (Exception ex)
        {
            if (ex is not (SocketException or EndOfStreamException or OperationCanceledException)) Console.Error.WriteLine(ex);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<Socket> NegotiateAsync(Socket client, CancellationToken ct)
    {
        byte[] greeting = await TakeAsync(client, 2, ct);
        if (greeting[0] != 5) return null;
        await TakeAsync(client, greeting[1], ct);
        await client.SendAsync(new byte[] { 5, 0 }, SocketFlags.None, ct);

        byte[] head = await TakeAsync(client, 4, ct);
        string host = head[3] switch
        {
            1 => new IPAddress(await TakeAsync(client, 4, ct)).ToString(),
            3 => Encoding.ASCII.GetString(await TakeAsync(client, (await TakeAsync(client, 1, ct))[0], ct)),
            4 => new IPAddress(await TakeAsync(client, 16, ct)).ToString(),
            _ => null,
        };
        if (host == null || head[1] != 1) return await RefuseAsync(client, 7, ct);
        byte[] portBytes = await TakeAsync(client, 2, ct);
        int port = portBytes[0] << 8 | portBytes[1];

        foreach (IPAddress address in await Dns.GetHostAddressesAsync(host, ct))
        {
            if (!_rule.Permits(address, port)) continue;
            var remote = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await remote.ConnectAsync(address, port, ct);
                await client.SendAsync(new byte[] { 5, 0, 0, 1, 0, 0, 0, 0, 0, 0 }, SocketFlags.None, ct);
                return remote;
            }
            catch (SocketException)
            {
                remote.Dispose();
            }
            catch
            {
                remote.Dispose();
                throw;
            }
        }
        return await RefuseAsync(client, 4, ct);
    }

    private static async Task<Socket> RefuseAsync(Socket client, byte code, CancellationToken ct)
    {
        await client.SendAsync(new byte[] { 5, code, 0, 1, 0, 0, 0, 0, 0, 0 }, SocketFlags.None, ct);
        client.Shutdown(SocketShutdown.Send);
        return null;
    }

    private static async Task<byte[]> TakeAsync(Socket socket, int count, CancellationToken ct)
    {
        byte[] data = new byte[count];
        for (int have = 0; have < count;)
        {
            int n = await socket.ReceiveAsync(data.AsMemory(have), SocketFlags.None, ct);
            have += n > 0 ? n : throw new EndOfStreamException();
        }
        return data;
    }

    private static async Task PipeAsync(Socket from, Socket to, CancellationTokenSource session)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(32 * 1024);
        try
        {
            while (true)
            {
                session.CancelAfter(IdleLimit);
                int n = await from.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, session.Token);
                if (n == 0) break;
                await to.SendAsync(buffer.AsMemory(0, n), SocketFlags.None, session.Token);
            }
            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            session.Cancel();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
