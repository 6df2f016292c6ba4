using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cameras;

public sealed record Camera(IPAddress Address, string Model);

/// <summary>Finds cameras by a broadcast and turns them through their control port.</summary>
public sealed class CameraControl
{
    private static readonly byte[] Hello = Encoding.ASCII.GetBytes("CAM?");

    public async Task<IReadOnlyList<Camera>> FindAsync(TimeSpan wait, CancellationToken cancel)
    {
        var found = new Dictionary<IPAddress, Camera>();
        using var udp = new UdpClient(new IPEndPoint(IPAddress.Any, 0)) { EnableBroadcast = true };
        udp.Client.ReceiveTimeout = (int)wait.TotalMilliseconds; // BAD: receivetimeout-on-async
        await udp.SendAsync(Hello, new IPEndPoint(IPAddress.Broadcast, 8899), cancel);
        try
        {
            while (true)
            {
                var answer = await udp.ReceiveAsync();
                found[answer.RemoteEndPoint.Address] = new Camera(answer.RemoteEndPoint.Address, Encoding.ASCII.GetString(answer.Buffer));
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.TimedOut)
        {
        }

        return found.Values.ToList();
    }

    /// <summary>VISCA over TCP: a command ends with 0xFF, and so does its answer.</summary>
    public async Task<bool> TurnAsync(Camera camera, int pan, int tilt, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(TimeSpan.FromSeconds(3));
        using var client = new TcpClient();
        await client.ConnectAsync(camera.Address, 5678, deadline.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Command(pan, tilt), deadline.Token);
        var answer = new byte[16];
        var n = await stream.ReadAsync(answer, deadline.Token);
        return n > 2 && answer[1] == 0x41; // BAD: partial-read-as-message
    }

    private static byte[] Command(int pan, int tilt) =>
        [0x81, 0x01, 0x06, 0x01, (byte)Math.Abs(pan), (byte)Math.Abs(tilt), pan < 0 ? (byte)1 : (byte)2, tilt < 0 ? (byte)2 : (byte)1, 0xFF];
}
