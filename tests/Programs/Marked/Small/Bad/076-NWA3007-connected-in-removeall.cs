using System.Net.Sockets;

namespace BlindC076;

public static class Reaper076
{
    public static int Reap(List<Socket> peers)
    {
        return peers.RemoveAll(static p =>
        {
            if (p.Connected) return false; // ! NWA3007
            p.Dispose();
            return true;
        });
    }
}
