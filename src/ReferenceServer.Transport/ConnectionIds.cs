using System;
using System.Diagnostics;
using System.Threading;

namespace ReferenceServer.Transport;

/// <summary>Names for connections, unique in this process and unlikely to be met in another's log.</summary>
internal static class ConnectionIds
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
    private static long s_last = DateTime.UtcNow.Ticks;

    public static string Next() => string.Create(13, Interlocked.Increment(ref s_last), static (text, number) =>
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            text[i] = Digits[(int)(number & 31)];
            number >>>= 5;
        }
    });
}
