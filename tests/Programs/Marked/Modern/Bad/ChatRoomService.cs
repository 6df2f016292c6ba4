using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Blind.B.Bad.ChatRoom;

public sealed class ChatRoomOptions
{
    public int Port { get; set; } = 6667;
    public string Greeting { get; set; } = "Willkommen im Chat – hallo!";
}

public sealed record Member(string Nick, TcpClient Client, StreamWriter Writer)
{
    public SemaphoreSlim Gate { get; } = new(1, 1);
}

public sealed class ChatRoomService(IOptions<ChatRoomOptions> options, ILogger<ChatRoomService> log) : BackgroundService
{
    private readonly List<Member> _members = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listener = new TcpListener(IPAddress.IPv6Any, options.Value.Port);
        listener.Server.DualMode = true;
        listener.Start();

        while (!stoppingToken.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await listener.AcceptTcpClientAsync(stoppingToken); // ! NWA4004
                client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                client.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
                client.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
                client.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 5);
            }
            catch (SocketException ex)
            {
                log.LogWarning(ex, "Accept failed");
                await Task.Delay(200, stoppingToken);
                continue;
            }

            _ = TalkAsync(client, stoppingToken); // ! NWA4009
        }
    }

    private async Task TalkAsync(TcpClient client, CancellationToken ct)
    {
        using var _ = client;
        var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        await using var writer = new StreamWriter(stream, Encoding.UTF8, leaveOpen: true) { AutoFlush = true }; // ! NWA2016

        await writer.WriteLineAsync(options.Value.Greeting);
        var nick = await reader.ReadLineAsync(ct) ?? "nobody"; // ! NWA9008

        var me = new Member(nick, client, writer);
        _members.Add(me); // ! NWA4014
        try
        {
            await SayAsync($"* {nick} has joined", ct);
            while (!ct.IsCancellationRequested)
            {
                var line = await reader.ReadLineAsync(ct); // ! NWA2002
                switch (line?.Trim())
                {
                    case "/quit":
                        return;
                    case { Length: > 0 } text:
                        await SayAsync($"<{nick}> {text}", ct);
                        break;
                }
            }
        }
        finally
        {
            _members.Remove(me); // ! NWA4014
        }
    }

    private async Task SayAsync(string text, CancellationToken ct)
    {
        foreach (var member in _members.ToArray())
        {
            await member.Gate.WaitAsync(ct);
            try
            {
                await member.Writer.WriteLineAsync(text.AsMemory(), ct); // ! NWA3017
            }
            catch (IOException ex)
            {
                log.LogInformation(ex, "{Nick} went away", member.Nick);
                member.Client.Dispose();
            }
            finally
            {
                member.Gate.Release();
            }
        }
    }
}
