using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>Which members take a time as a number, and in which unit.</summary>
internal static class TimeUnits
{
    public const long Microsecond = 1;
    public const long Millisecond = 1_000;
    public const long Second = 1_000_000;

    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(TakesTime, "System.Net.Sockets.Socket", "ReceiveTimeout", "SendTimeout", "Poll", "Select", "SetSocketOption"),
        new ApiRow(TakesTime, "System.Net.Sockets.TcpClient", "ReceiveTimeout", "SendTimeout"),
        new ApiRow(TakesTime, "System.IO.Stream", "ReadTimeout", "WriteTimeout"),
        new ApiRow(TakesTime, "System.Net.WebRequest", "Timeout"),
        new ApiRow(TakesTime, "System.Net.HttpWebRequest", "Timeout", "ReadWriteTimeout", "ContinueTimeout"),
        new ApiRow(TakesTime, "System.Net.Http.HttpClient", "Timeout"),
        new ApiRow(TakesTime, "System.Net.Sockets.LingerOption", ".ctor", "LingerTime"));

    /// <summary>The parameter that takes the time; null for properties.</summary>
    public static string? ParameterOf(ISymbol member) => member.Name switch
    {
        "Poll" or "Select" => "microSeconds",
        "SetSocketOption" => "optionValue",
        ".ctor" => "seconds",
        _ => null,
    };

    /// <summary>The unit in microseconds; null where the member (a socket option of another kind) takes no time.</summary>
    public static long? Of(ISymbol member, string? option) => member.Name switch
    {
        "Poll" or "Select" => Microsecond,
        ".ctor" or "LingerTime" => Second,
        "SetSocketOption" => option switch
        {
            "TcpKeepAliveTime" or "TcpKeepAliveInterval" => Second,
            "ReceiveTimeout" or "SendTimeout" => Millisecond,
            _ => null,
        },
        _ => Millisecond,
    };

    public static string NameOf(long unit) => unit == Second ? "seconds" : unit == Millisecond ? "milliseconds" : "microseconds";

    /// <summary>The property of <c>TimeSpan</c> that counts the whole time in the unit.</summary>
    public static string TotalIn(long unit) => unit == Second ? "TotalSeconds" : unit == Millisecond ? "TotalMilliseconds" : "TotalMicroseconds";

    /// <summary>What a property of <c>TimeSpan</c> counts, in microseconds, and whether it counts the whole time or only its last part.</summary>
    public static (long Unit, bool IsWhole)? Counts(IPropertySymbol property) =>
        property.ContainingType is not { Name: "TimeSpan", ContainingNamespace.Name: "System" } ? null : property.Name switch
        {
            "Microseconds" => (Microsecond, false),
            "Milliseconds" => (Millisecond, false),
            "Seconds" => (Second, false),
            "Minutes" => (60 * Second, false),
            "TotalMicroseconds" => (Microsecond, true),
            "TotalMilliseconds" => (Millisecond, true),
            "TotalSeconds" => (Second, true),
            "TotalMinutes" => (60 * Second, true),
            _ => null,
        };

    /// <summary>The unit that stands at the end of a variable's name, in microseconds: <c>timeoutMs</c>, <c>idle_seconds</c>; null where none does.</summary>
    public static long? SaidBy(string name) =>
        EndsWith(name, "Milliseconds", "MilliSeconds", "Millis", "Msec", "Ms", "MS") ? Millisecond
        : EndsWith(name, "Microseconds", "MicroSeconds", "Micros", "Usec") ? Microsecond
        : EndsWith(name, "Seconds", "Secs", "Sec") ? Second
        : null;

    /// <summary>A word of its own: not <c>Params</c>, not <c>DBMS</c>.</summary>
    private static bool EndsWith(string name, params string[] words)
    {
        foreach (var word in words)
        {
            var at = name.Length - word.Length;
            if (at >= 0
                && (name.EndsWith(word, System.StringComparison.Ordinal) ? at == 0 || name[at - 1] == '_' || !char.IsUpper(name[at - 1])
                    : string.Compare(name, at, word, 0, word.Length, System.StringComparison.OrdinalIgnoreCase) == 0 && (at == 0 || name[at - 1] == '_')))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The unit of <c>TimeSpan.FromSeconds</c> and its kin, in microseconds.</summary>
    public static long? From(IMethodSymbol method) =>
        method.ContainingType is not { Name: "TimeSpan", ContainingNamespace.Name: "System" } ? null : method.Name switch
        {
            "FromMilliseconds" => Millisecond,
            "FromSeconds" => Second,
            "FromMinutes" => 60 * Second,
            _ => null,
        };
}

/// <content>The topic of this table.</content>
internal readonly partial struct Topics
{
    /// <summary>Takes a time as a number: <c>ReceiveTimeout</c>, <c>Socket.Poll</c>, <c>LingerOption</c>.</summary>
    public static readonly Topics TakesTime = New();
}
