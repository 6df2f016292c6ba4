using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Arena;

/// <summary>Game server over UDP: inputs of players come in, the state of the arena goes out twenty times a second.</summary>
public sealed class ArenaServer : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly ConcurrentDictionary<EndPoint, Player> players = new();
    private readonly PeriodicTimer tick = new(TimeSpan.FromMilliseconds(50));

    public ArenaServer(int port) => socket.Bind(new IPEndPoint(IPAddress.Any, port));

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(ReceiveAsync(stop), TickAsync(stop));

    private async Task ReceiveAsync(CancellationToken stop)
    {
        var buffer = new byte[1200];
        var any = new IPEndPoint(IPAddress.Any, 0);
        while (true)
        {
            try
            {
                var received = await socket.ReceiveFromAsync(buffer, any, stop);
                Input(received.RemoteEndPoint, buffer.AsSpan(0, received.ReceivedBytes));
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.MessageSize)
            {
                Console.Error.WriteLine($"receive: {e.SocketErrorCode}");
            }
        }
    }

    private void Input(EndPoint from, ReadOnlySpan<byte> input)
    {
        if (input.Length != 2)
        {
            return;
        }

        var player = players.GetOrAdd(from, static _ => new Player());
        player.Seen = Environment.TickCount64;
        player.X += (sbyte)input[0];
        player.Y += (sbyte)input[1];
    }

    private async Task TickAsync(CancellationToken stop)
    {
        while (await tick.WaitForNextTickAsync(stop))
        {
            var old = Environment.TickCount64 - 10_000;
            foreach (var (endPoint, player) in players)
            {
                if (player.Seen < old)
                {
                    players.TryRemove(endPoint, out _);
                }
            }

            var state = Snapshot();
            foreach (var endPoint in players.Keys)
            {
                try
                {
                    await socket.SendToAsync(state, SocketFlags.None, endPoint, stop);
                }
                catch (SocketException e)
                {
                    Console.Error.WriteLine($"{endPoint}: {e.SocketErrorCode}");
                }
            }
        }
    }

    private byte[] Snapshot()
    {
        var values = players.Values.Take(100).ToArray();
        var state = new byte[values.Length * 8];
        for (var i = 0; i < values.Length; i++)
        {
            BitConverter.TryWriteBytes(state.AsSpan(i * 8, 4), values[i].X);
            BitConverter.TryWriteBytes(state.AsSpan(i * 8 + 4, 4), values[i].Y);
        }

        return state;
    }

    public void Dispose()
    {
        tick.Dispose();
        socket.Dispose();
    }

    private sealed class Player
    {
        public int X;
        public int Y;
        public long Seen;
    }
}
