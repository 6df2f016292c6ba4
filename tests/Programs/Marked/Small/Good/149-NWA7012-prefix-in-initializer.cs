using System.Net;

namespace BlindC149G;

public static class Start149G
{
    public static HttpListener Open()
    {
        var listener = new HttpListener { Prefixes = { "http://localhost:8080/status/" } };
        listener.Start();
        return listener;
    }
}
