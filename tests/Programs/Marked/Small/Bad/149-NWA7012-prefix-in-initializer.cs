using System.Net;

namespace BlindC149;

public static class Start149
{
    public static HttpListener Open()
    {
        var listener = new HttpListener { Prefixes = { "http://localhost:8080/status" } }; // ! NWA7012
        listener.Start();
        return listener;
    }
}
