using System.Net.Sockets;

namespace BlindC071;

public abstract class Conn071
{
    protected readonly NetworkStream Stream;

    protected Conn071(NetworkStream stream)
    {
        Stream = stream;
        Stream.ReadTimeout = 5000; // ! NWA3005
    }
}

public sealed class Greeting071(NetworkStream stream) : Conn071(stream)
{
    public async Task<byte[]> BannerAsync()
    {
        var banner = new byte[32];
        await Stream.ReadExactlyAsync(banner);
        return banner;
    }
}
