using System.Net;

namespace BlindC129;

public sealed class Names129
{
    private readonly Dictionary<string, IPAddress[]> _cache = [];

    public IPAddress[] Lookup(string host)
    {
        lock (_cache)
        {
            return _cache.TryGetValue(host, out var known) ? known : _cache[host] = Dns.GetHostAddresses(host); // ! NWA6006
        }
    }
}
