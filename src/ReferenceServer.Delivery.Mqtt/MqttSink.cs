using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace ReferenceServer.Delivery.Mqtt;

/// <summary>What an <see cref="MqttSink"/> can be told.</summary>
public sealed class MqttSinkOptions
{
    /// <summary>How to reach the broker, and as whom; protocol version 5 is used whatever it says, for the messages' names travel in user properties.</summary>
    public required MqttClientOptions Client { get; set; }

    /// <summary>The topic for a message; "delivery" for all unless told otherwise.</summary>
    public Func<Message, string> Topic { get; set; } = _ => "delivery";

    /// <summary>How long connecting, and then the broker's confirmation, may take before it counts as failed.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>
/// Hands messages on to an MQTT 5 broker with quality of service 1: taken over when the broker's PUBACK says so. Each carries its name in the user properties "session" (hexadecimal) and "sequence"; a
/// subscriber that keeps the last sequence of each session sees every message once. What a PUBACK survives is the broker's affair (mosquitto keeps messages in memory and saves them now and then).
/// May be called from any thread; connects at the first message, and again when the connection is lost.
/// </summary>
public sealed class MqttSink : IMessageSink
{
    /// <summary>The user property that names the session.</summary>
    public const string Session = "session";

    /// <summary>The user property with the message's place in its session.</summary>
    public const string Sequence = "sequence";

    private readonly MqttSinkOptions _options;
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly SemaphoreSlim _connecting = new(1);

    /// <summary>A sink that is not connected yet.</summary>
    public MqttSink(MqttSinkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        options.Client.ProtocolVersion = MQTTnet.Formatter.MqttProtocolVersion.V500;
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The broker refused the message.</exception>
    public async ValueTask HandOnAsync(Message message, CancellationToken stopping)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        late.CancelAfter(_options.Timeout);
        await ConnectAsync(late.Token).ConfigureAwait(false);
        var result = await _client.PublishAsync(
            new MqttApplicationMessage
            {
                Topic = _options.Topic(message),
                Payload = new System.Buffers.ReadOnlySequence<byte>(message.Payload),
                QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
                UserProperties =
                [
                    new MqttUserProperty(Session, Encoding.UTF8.GetBytes(message.Session.Id.ToString())),
                    new MqttUserProperty(Sequence, Encoding.UTF8.GetBytes(message.Sequence.ToString(CultureInfo.InvariantCulture))),
                ],
            },
            late.Token).ConfigureAwait(false);
        if (!result.IsSuccess)
        {
            throw new IOException($"The broker refused message {message.Sequence} of session {message.Session.Id}: {result.ReasonCode} {result.ReasonString}");
        }
    }

    /// <summary>Says goodbye to the broker.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_client.IsConnected)
        {
            using var late = new CancellationTokenSource(_options.Timeout);
            await _client.DisconnectAsync(new MqttClientDisconnectOptions(), late.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _client.Dispose();
        _connecting.Dispose();
    }

    private async Task ConnectAsync(CancellationToken late)
    {
        if (_client.IsConnected)
        {
            return;
        }

        await _connecting.WaitAsync(late).ConfigureAwait(false);
        try
        {
            if (!_client.IsConnected)
            {
                await _client.ConnectAsync(_options.Client, late).ConfigureAwait(false);
            }
        }
        finally
        {
            _connecting.Release();
        }
    }
}
