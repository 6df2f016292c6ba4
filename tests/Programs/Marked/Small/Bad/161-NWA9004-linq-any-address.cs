using System.Net;

namespace BlindC161;

public readonly record struct Acl161(IReadOnlyList<IPAddress> Trusted)
{
    public bool Allows(IPAddress address) => Trusted.Any(t => t == address); // ! NWA9004
}
