using System;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using ReferenceServer.Delivery.Client;
using ReferenceServer.Delivery.Session;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Tests.Live;

/// <summary>Who gets in, and who gets which session.</summary>
public sealed class SecurityTests
{
    private static readonly byte[] s_secret = "a secret of two"u8.ToArray();

    [Fact]
    public async Task With_the_shared_secret_both_sides_are_known()
    {
        await using var server = await LiveServer.StartAsync(WithSecret);
        await using var client = await server.ConnectAsync(options => options.Secret = s_secret);
        await client.Session.SendAsync(s_secret).WaitAsync(LiveServer.Patience);
    }

    [Theory]
    [InlineData("another secret", "tester")]
    [InlineData("a secret of two", "stranger")]
    [InlineData("", "tester")]
    public async Task Without_it_nobody_gets_in(string secret, string name)
    {
        await using var server = await LiveServer.StartAsync(WithSecret);
        await using var client = await server.ConnectAsync(options => (options.Secret, options.Peer) = (Encoding.UTF8.GetBytes(secret), name));
        await Assert.ThrowsAsync<AuthenticationException>(() => client.Running.WaitAsync(LiveServer.Patience));
        Assert.Empty(server.Directory.Sessions);
    }

    [Fact]
    public async Task A_server_that_does_not_have_the_secret_gets_no_message()
    {
        await using var server = await LiveServer.StartAsync();
        await using var client = await server.ConnectAsync(options => options.Secret = s_secret);
        await Assert.ThrowsAsync<AuthenticationException>(() => client.Running.WaitAsync(LiveServer.Patience));
        Assert.Empty(server.Handled);
    }

    [Fact]
    public async Task A_session_of_another_peer_is_not_resumed()
    {
        await using var server = await LiveServer.StartAsync();
        await using var owner = await server.ConnectAsync();
        await owner.Session.SendAsync(s_secret).WaitAsync(LiveServer.Patience);
        using var thief = new RawClient(server.Address);
        Assert.Equal(ErrorCode.NotYourSession, thief.Handshake(thief.Hello() with { Peer = "thief", Session = owner.Session.Id, Epoch = 1 }));
        await owner.Session.SendAsync(s_secret).WaitAsync(LiveServer.Patience);
        Assert.Equal(1UL, owner.Session.Epoch);
    }

    [Fact]
    public async Task A_recorded_handshake_proves_nothing()
    {
        await using var server = await LiveServer.StartAsync(WithSecret);
        using var first = new RawClient(server.Address) { Secret = s_secret };
        Assert.Equal(ErrorCode.None, first.Handshake(first.Hello()));
        using var replay = new RawClient(server.Address);
        Assert.Equal(ErrorCode.NotAuthenticated, replay.Replay(first));
    }

    [Fact]
    public async Task One_peer_cannot_take_all_sessions()
    {
        await using var server = await LiveServer.StartAsync(options => options.PerPeer = new PeerLimits(1));
        await using var client = await server.ConnectAsync();
        await client.Session.SendAsync(s_secret).WaitAsync(LiveServer.Patience);
        using var second = new RawClient(server.Address);
        Assert.Equal(ErrorCode.TooManySessions, second.Handshake(second.Hello() with { Peer = "tester" }));
        Assert.Equal(ErrorCode.None, second.Again().Handshake(second.Hello() with { Peer = "other" }));
    }

    [Fact]
    public async Task What_the_sessions_of_one_peer_hold_together_has_a_limit_and_is_given_out_in_line()
    {
        var handled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await LiveServer.StartAsync(options =>
        {
            options.PerPeer = new PeerLimits(4, Bytes: 10_000);
            options.Handler = (message, _) => message.Session.Peer == "tester" ? new ValueTask(handled.Task) : ValueTask.CompletedTask;
        });
        await using var first = await server.ConnectAsync();
        await using var second = await server.ConnectAsync();
        await using var third = await server.ConnectAsync();
        await using var other = await server.ConnectAsync(options => options.Peer = "other");
        await first.Session.SendAsync(new byte[6_000]).WaitAsync(LiveServer.Patience);
        var large = second.Session.SendAsync(new byte[6_000]);
        await LiveServer.UntilAsync(() => second.Session.PeerStall == Stall.HandlerBehind, "the second session is told to wait");

        // It would fit, and would be the first of many that overtake the large one.
        var small = third.Session.SendAsync(new byte[1_000]);
        await LiveServer.UntilAsync(() => third.Session.PeerStall == Stall.HandlerBehind, "the third session is told to wait, too");
        await other.Session.SendAsync(new byte[9_000]).WaitAsync(LiveServer.Patience);
        Assert.False(large.IsCompleted || small.IsCompleted);

        handled.SetResult();
        await Task.WhenAll(large, small).WaitAsync(LiveServer.Patience);
        await LiveServer.UntilAsync(() => second.Session.PeerStall == Stall.None && third.Session.PeerStall == Stall.None, "nobody is told to wait any more");
    }

    [Fact]
    public async Task A_peer_that_sends_faster_than_it_may_is_read_more_slowly()
    {
        await using var server = await LiveServer.StartAsync(options => options.PeerBytesPerSecond = 100_000);
        await using var client = await server.ConnectAsync();
        var began = System.Diagnostics.Stopwatch.StartNew();
        for (var count = 0; count < 4; count++)
        {
            await client.Session.SendAsync(new byte[50_000]).WaitAsync(LiveServer.Patience);
        }

        Assert.InRange(began.Elapsed.TotalSeconds, 0.5, 20);
        Assert.Equal(1UL, client.Session.Epoch);
    }

    [Fact]
    public async Task Over_TLS_a_peer_is_who_its_certificate_says_whatever_name_it_claims()
    {
        using var serverCertificate = Certificate("localhost");
        using var clientCertificate = Certificate("client");
        await using var server = await LiveServer.StartAsync(listen: endpoint => endpoint.UseHttps(new HttpsConnectionAdapterOptions
        {
            ServerCertificate = serverCertificate,
            ClientCertificateMode = ClientCertificateMode.RequireCertificate,
            ClientCertificateValidation = (certificate, _, _) => certificate.Thumbprint == clientCertificate.Thumbprint,
        }));
        var tls = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ClientCertificates = [clientCertificate],
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 presented && presented.Thumbprint == serverCertificate.Thumbprint,
        };
        await using var client = await server.ConnectAsync(options =>
        {
            options.Dial = new TcpDialer(server.Address, tls).DialAsync;
            options.Peer = "whoever";
        });
        var bytes = new byte[300_000];
        new Random(2).NextBytes(bytes);
        await client.Session.SendAsync(bytes).WaitAsync(LiveServer.Patience);
        await LiveServer.UntilAsync(() => !server.Handled.IsEmpty, "it was handled");
        var handled = Assert.Single(server.Handled);
        Assert.True(handled.Payload.Span.SequenceEqual(bytes));
        Assert.Equal("certificate " + clientCertificate.GetCertHashString(HashAlgorithmName.SHA256), handled.Session.Peer);
    }

    private static void WithSecret(DeliveryServerOptions options) => options.SecretOf = name => name == "tester" ? s_secret : null;

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
