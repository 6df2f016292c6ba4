using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Pitfalls;

/// <summary>Requests that keep others waiting.</summary>
public static class IoThreads
{
    /// <summary>Maps the endpoints.</summary>
    public static void Map(WebApplication app)
    {
        app.MapPost("/login", (string name, string password) =>
        {
            // NWA6001: a tenth of a second of a thread that should answer others.
            var hash = Rfc2898DeriveBytes.Pbkdf2(password, Encoding.UTF8.GetBytes(name), 600_000, HashAlgorithmName.SHA256, 32);
            return Convert.ToHexString(hash);
        });

        app.MapGet("/slow", async () =>
        {
            // NWA6002: a thread of the pool sleeps; the others have its work.
            Thread.Sleep(2_000);
            await Task.Yield();
            return "done";
        });

        app.MapGet("/callback", async (CancellationToken token) =>
        {
            // NWA4002: a request waits for a connection of somebody else.
            using var listener = new TcpListener(IPAddress.Loopback, 5005);
            listener.Start();
            using var caller = await listener.AcceptTcpClientAsync(token);
            return caller.Client.RemoteEndPoint?.ToString();
        });
    }
}

/// <summary>Receives through event arguments.</summary>
public sealed class Receiver
{
    private readonly Socket _socket;
    private readonly SocketAsyncEventArgs _args = new();

    /// <summary>Receives from a connected socket.</summary>
    public Receiver(Socket socket)
    {
        _socket = socket;
        _args.SetBuffer(new byte[4096]);
        _args.Completed += OnCompleted;
    }

    /// <summary>Starts the first receive.</summary>
    public void Start()
    {
        // NWA6003: when the bytes are there already, no event is raised, and nothing ever happens.
        _socket.ReceiveAsync(_args);
    }

    private void OnCompleted(object? sender, SocketAsyncEventArgs args)
    {
        if (args.SocketError != SocketError.Success || args.BytesTransferred == 0)
        {
            _socket.Dispose();
            return;
        }

        Console.WriteLine(args.BytesTransferred);
    }
}
