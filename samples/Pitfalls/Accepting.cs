using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pitfalls;

/// <summary>A chat server: one thread for each guest, and no one else comes in while somebody signs on.</summary>
public sealed class ChatServer(int port)
{
    private readonly List<TcpClient> _guests = [];

    /// <summary>Accepts guests until the process ends.</summary>
    public void Run()
    {
        // NWA4005: the sixth guest of a burst is not let in.
        var listener = new TcpListener(IPAddress.Any, port);
        listener.Start(5);
        while (true)
        {
            var guest = listener.AcceptTcpClient();

            // NWA4003: a thousand guests are a thousand threads.
            new Thread(() => Talk(guest)).Start();
        }
    }

    private void Talk(TcpClient guest)
    {
        // NWA3001: nothing here would notice that the guest's cable is out.
        using var reader = new StreamReader(guest.GetStream());
        lock (_guests)
        {
            _guests.Add(guest);
        }

        while (reader.ReadLine() is { } line)
        {
            Say(line);
        }
    }

    private void Say(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        TcpClient[] guests;
        lock (_guests)
        {
            guests = [.. _guests];
        }

        foreach (var guest in guests)
        {
            // NWA3017: who does not read keeps this waiting, and the others get nothing.
            guest.GetStream().Write(bytes);
        }
    }
}

/// <summary>The way in for administrators.</summary>
public sealed class Administration(int port)
{
    /// <summary>Accepts administrators, one after the other.</summary>
    public async Task RunAsync(CancellationToken token)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        while (!token.IsCancellationRequested)
        {
            // NWA4001: as long as one is served, nobody is accepted.
            var administrator = await listener.AcceptTcpClientAsync(token);
            await AdministrateAsync(administrator, token);
        }
    }

    private static async Task AdministrateAsync(TcpClient administrator, CancellationToken token)
    {
        using (administrator)
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(token);
            using var reader = new StreamReader(administrator.GetStream());
            deadline.CancelAfter(TimeSpan.FromMinutes(5));
            while (await reader.ReadLineAsync(deadline.Token) is { } command)
            {
                Console.WriteLine(command);
            }
        }
    }
}

/// <summary>A waiting room: who comes in is told to those who are there.</summary>
public sealed class WaitingRoom(TcpListener listener)
{
    private readonly List<TcpClient> _waiting = [];

    /// <summary>Accepts those who wait until the listener is stopped.</summary>
    public async Task RunAsync(CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            var next = await listener.AcceptTcpClientAsync(token);

            // NWA4014: while one comes, another goes.
            _waiting.Add(next);
            _ = WaitAsync(next, token);
        }
    }

    private async Task WaitAsync(TcpClient client, CancellationToken token)
    {
        try
        {
            client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            client.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
            client.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
            client.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 6);
            var left = await client.GetStream().ReadAsync(new byte[1], token);
            Console.WriteLine(left == 0 ? "left" : "called");
        }
        catch (IOException gone)
        {
            Console.WriteLine(gone.Message);
        }
        finally
        {
            _waiting.Remove(client);
            client.Dispose();
        }
    }
}
