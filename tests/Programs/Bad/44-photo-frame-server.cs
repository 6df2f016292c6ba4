using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PhotoFrames;

/// <summary>Photo frames ask for the picture of the hour; the server sends it and closes.</summary>
public sealed class FrameServer : IDisposable
{
    private readonly string folder;
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public FrameServer(string folder, int port)
    {
        this.folder = folder;
        listener.Bind(new IPEndPoint(IPAddress.Any, port));
        listener.Listen(64);
    }

    public void Run()
    {
        while (true)
        {
            Socket frame;
            try
            {
                frame = listener.Accept();
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                if (e.SocketErrorCode is SocketError.Interrupted or SocketError.OperationAborted)
                {
                    return;
                }

                Thread.Sleep(100);
                continue;
            }

            ThreadPool.QueueUserWorkItem(_ => Serve(frame));
        }
    }

    private void Serve(Socket frame)
    {
        try
        {
            frame.ReceiveTimeout = 10_000;
            frame.SendTimeout = 30_000;
            var request = new byte[64];
            var filled = 0;
            while (Array.IndexOf(request, (byte)'\n', 0, filled) < 0)
            {
                filled += frame.Receive(request, filled, request.Length - filled, SocketFlags.None); // BAD: zero-not-checked
            }

            var size = Encoding.ASCII.GetString(request, 0, filled).Trim();
            var picture = Path.Combine(folder, $"{DateTime.Now.Hour}-{(size == "small" ? "small" : "large")}.jpg");
            frame.SendFile(picture);
            frame.Shutdown(SocketShutdown.Both); // BAD: undisposed-on-error
            frame.Close();
        }
        catch (SocketException e)
        {
            Console.Error.WriteLine(e.Message);
        }
        catch (IOException e)
        {
            Console.Error.WriteLine(e.Message);
        }
    }

    public void Dispose() => listener.Dispose();
}
