using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Chat;

/// <summary>A chat room over TCP: one line, one message, to everybody in the room.</summary>
public sealed class RoomServer
{
    private readonly TcpListener listener;
    private readonly ConcurrentDictionary<Guid, Member> members = new();

    public RoomServer(IPEndPoint endPoint) => listener = new TcpListener(endPoint);

    public async Task RunAsync(CancellationToken stop)
    {
        listener.Start();
        using var registration = stop.Register(listener.Stop);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptTcpClientAsync(stop);
                _ = ServeAsync(client, stop);
            }
            catch (SocketException e) when (!stop.IsCancellationRequested)
            {
                Console.Error.WriteLine($"accept: {e.SocketErrorCode}");
                await Task.Delay(100, stop);
            }
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken stop)
    {
        var member = new Member(client);
        members[member.Id] = member;
        try
        {
            using (client)
            {
                await member.RunAsync(line => Broadcast(member, line), stop);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or InvalidDataException)
        {
            Console.WriteLine($"left: {e.Message}");
        }
        finally
        {
            members.TryRemove(member.Id, out _);
        }
    }

    private void Broadcast(Member from, string line)
    {
        foreach (var member in members.Values)
        {
            if (member != from)
            {
                member.Send($"{from.Id:N} {line}\n");
            }
        }
    }

    private sealed class Member(TcpClient client)
    {
        private readonly NetworkStream stream = client.GetStream();
        private readonly Channel<byte[]> outgoing = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest });

        public Guid Id { get; } = Guid.NewGuid();

        public void Send(string text) => outgoing.Writer.TryWrite(Encoding.UTF8.GetBytes(text));

        public async Task RunAsync(Action<string> said, CancellationToken stop)
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var writing = WriteAsync(ended.Token);
            try
            {
                using var reader = new StreamReader(stream, Encoding.UTF8);
                while (true)
                {
                    using var idle = CancellationTokenSource.CreateLinkedTokenSource(ended.Token);
                    idle.CancelAfter(TimeSpan.FromMinutes(10));
                    if (await reader.ReadLineAsync(idle.Token) is not { } line)
                    {
                        return;
                    }

                    said(line.Length > 500 ? line[..500] : line);
                }
            }
            finally
            {
                await ended.CancelAsync();
                outgoing.Writer.TryComplete();
                await writing;
            }
        }

        private async Task WriteAsync(CancellationToken stop)
        {
            try
            {
                await foreach (var bytes in outgoing.Reader.ReadAllAsync(stop))
                {
                    await stream.WriteAsync(bytes, stop);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                client.Close();
            }
        }
    }
}
