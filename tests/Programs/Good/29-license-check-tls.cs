using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Licensing;

public enum Verdict { Valid, Expired, Unknown }

/// <summary>Asks the license server once at start-up; the answer is a block of 64 bytes.</summary>
public sealed class LicenseCheck
{
    private readonly string server;

    public LicenseCheck(string server) => this.server = server;

    public async Task<Verdict> AskAsync(Guid machine, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(TimeSpan.FromSeconds(15));
        using var client = new TcpClient();
        await client.ConnectAsync(server, 4433, deadline.Token);
        await using var tls = await SecureAsync(client, deadline.Token);
        await tls.WriteAsync(Encoding.ASCII.GetBytes($"CHECK {machine:N}\n"), deadline.Token);
        var answer = new byte[64];
        await tls.ReadExactlyAsync(answer, deadline.Token);
        return Judge(answer);
    }

    private async Task<SslStream> SecureAsync(TcpClient client, CancellationToken cancel)
    {
        var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = server }, cancel);
        return tls;
    }

    private static Verdict Judge(byte[] answer)
    {
        var text = Encoding.ASCII.GetString(answer).TrimEnd('\0', ' ');
        return text switch
        {
            "VALID" => Verdict.Valid,
            "EXPIRED" => Verdict.Expired,
            _ => Verdict.Unknown,
        };
    }
}
