using System.Net.Sockets;

namespace BlindC107;

public static class Captured107
{
    public static void Run(Socket listening, Action<Socket> serve)
    {
        Socket peer;
        while (true)
        {
            try { peer = listening.Accept(); }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted) { return; }
            catch (SocketException) { Thread.Sleep(50); continue; }
            ThreadPool.UnsafeQueueUserWorkItem(_ => // ! NWA4011
            {
                using (peer)
                {
                    try { serve(peer); }
                    catch (SocketException e) { Console.Error.WriteLine(e.Message); }
                }
            }, null);
        }
    }
}
