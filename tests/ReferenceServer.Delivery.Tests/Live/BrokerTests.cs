using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using MQTTnet;
using MQTTnet.Protocol;
using ReferenceServer.Delivery.Mqtt;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Tests.Live;

/// <summary>From a sender through the server to a subscriber of the real broker.</summary>
public sealed class BrokerTests : IAsyncDisposable
{
    private readonly Folder _folder = new();
    private readonly ConcurrentQueue<(string Session, ulong Sequence, string Text)> _arrived = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly IPEndPoint _address = FreeAddress();
    private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _broker;

    [Fact]
    public async Task While_the_broker_is_dead_messages_wait_at_their_sender_and_then_all_arrive_in_order()
    {
        StartBrokerOrSkip();
        var subscribing = SubscribeAsync();
        await _subscribed.Task.WaitAsync(LiveServer.Patience);
        await using var sink = new MqttSink(new MqttSinkOptions { Client = Options("sink"), Timeout = TimeSpan.FromSeconds(2) });
        await using var server = await LiveServer.StartAsync(options => options.HandOnTo(sink));
        await using var client = await server.ConnectAsync();
        await SendAsync(client.Session, 1, 100);
        await LiveServer.UntilAsync(() => Distinct().Length == 100, "the first hundred arrived");

        // It has saved the subscription with them.
        await LiveServer.UntilAsync(() => File.Exists(_folder["mosquitto.db"]), "the broker saved what it has");
        _broker!.Kill();
        await _broker.WaitForExitAsync();
        var waiting = SendAsync(client.Session, 101, 200);
        await LiveServer.UntilAsync(() => client.Session.PeerStall == Stall.HandlerFails, "the sender is told that the handler fails");
        Assert.False(waiting.IsCompleted);

        StartBrokerOrSkip();
        await waiting.WaitAsync(LiveServer.Patience);
        await LiveServer.UntilAsync(() => Distinct().Length == 200, "all arrived");
        Assert.Equal(Enumerable.Range(1, 200).Select(number => number.ToString(CultureInfo.InvariantCulture)), Distinct());
        await _stopping.CancelAsync();
        await subscribing.WaitAsync(LiveServer.Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _broker?.Kill();
        _broker?.Dispose();
        _stopping.Dispose();
        _folder.Dispose();
    }

    /// <summary>What a subscriber sees that keeps the last number of each session, as the sink's documentation says.</summary>
    private string[] Distinct() => [.. _arrived.GroupBy(message => message.Session).SelectMany(session => session.Aggregate(
        (Last: 0UL, Texts: Array.Empty<string>()),
        (seen, message) => message.Sequence > seen.Last ? (message.Sequence, [.. seen.Texts, message.Text]) : seen).Texts)];

    private static Task SendAsync(DeliverySession session, int from, int to) =>
        Task.WhenAll(Enumerable.Range(from, to - from + 1).Select(number => session.SendAsync(Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)))));

    private MqttClientOptions Options(string name) => new MqttClientOptionsBuilder()
        .WithTcpServer("127.0.0.1", _address.Port).WithClientId(name).WithCleanStart(false).WithSessionExpiryInterval(3600).WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500).Build();

    private async Task SubscribeAsync()
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        client.ApplicationMessageReceivedAsync += received =>
        {
            var message = received.ApplicationMessage;
            string Property(string name) => Encoding.UTF8.GetString(message.UserProperties.Single(property => property.Name == name).ValueBuffer.Span);
            _arrived.Enqueue((Property(MqttSink.Session), ulong.Parse(Property(MqttSink.Sequence), CultureInfo.InvariantCulture), message.ConvertPayloadToString()));
            return Task.CompletedTask;
        };
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                if (!client.IsConnected)
                {
                    await client.ConnectAsync(Options("subscriber"), _stopping.Token);
                    await client.SubscribeAsync("delivery", MqttQualityOfServiceLevel.AtLeastOnce, _stopping.Token);
                    _subscribed.TrySetResult();
                }
            }
            catch (Exception) when (!_stopping.IsCancellationRequested)
            {
                // The broker is away.
            }

            await Task.Delay(50, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void StartBrokerOrSkip()
    {
        var program = new[] { "/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto" }.FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "The broker mosquitto is missing (Debian: apt-get install mosquitto).");
        var configuration = _folder["mosquitto.conf"];
        File.WriteAllLines(configuration, [
            $"listener {_address.Port} 127.0.0.1", "allow_anonymous true", $"user {Environment.UserName}",
            "persistence true", $"persistence_location {_folder.Path}/", "autosave_on_changes true", "autosave_interval 1"]);
        _broker?.Dispose();
        _broker = Process.Start(new ProcessStartInfo(program!, ["-c", configuration]) { RedirectStandardError = true })!;
        _broker.ErrorDataReceived += (_, _) => { };
        _broker.BeginErrorReadLine();
    }

    private static IPEndPoint FreeAddress()
    {
        using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)probe.LocalEndPoint!;
    }
}
