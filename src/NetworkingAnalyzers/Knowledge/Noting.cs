using System;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>Calls that only note a failure: log it, print it, wait a while. No connection is mended or closed by them.</summary>
internal static class Noting
{
    private static readonly string[] Starts =
        ["Log", "Write", "Print", "Debug", "Trace", "Info", "Warn", "Error", "Fatal", "Verbose", "Critical", "Append", "Format", "ToString", "Concat", "Join", "Sleep", "Delay", "Yield", "GetType", "Show", "Dump", "Capture"];

    /// <summary>By its name the method, event or delegate does no more than note.</summary>
    public static bool Says(string name) => Starts.Any(start => name.TrimStart('_').StartsWith(start, StringComparison.OrdinalIgnoreCase));

    /// <summary>By its name the method takes back what is used again: an object of a pool.</summary>
    public static bool SaysGiveBack(string name) => new[] { "Return", "Push", "Add", "Enqueue", "Free", "Release", "Recycle", "Put" }.Any(start => name.StartsWith(start, StringComparison.Ordinal));

    /// <summary>What an exception says of its cause: a handler that looks there may tell failures apart.</summary>
    public static bool TellsCause(ISymbol member) => member.Name is "SocketErrorCode" or "ErrorCode" or "NativeErrorCode" or "HResult" or "InnerException";

    /// <summary>Names that say that failures may be timeouts or "not yet", after which a read may be tried again.</summary>
    public static bool AllowsAnotherRead(string name) => name is "ReceiveTimeout" or "ReadTimeout" or "Blocking";
}
