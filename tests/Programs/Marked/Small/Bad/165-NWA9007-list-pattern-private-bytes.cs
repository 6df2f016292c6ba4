using System.Net;

namespace BlindC165;

public static class Private165
{
    public static bool IsPrivate(IPAddress address) => address.GetAddressBytes() is [10, ..] or [192, 168, ..] or [172, >= 16 and <= 31, ..]; // ! NWA9007
}
