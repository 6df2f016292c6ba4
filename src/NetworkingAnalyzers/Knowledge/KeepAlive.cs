using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>The options of TCP keep-alive.</summary>
internal static class KeepAlive
{
    /// <summary><c>SocketOptionName.KeepAlive</c>.</summary>
    public static bool IsSwitch(IOperation name) => name is IFieldReferenceOperation { Field: { Name: "KeepAlive", ContainingType.Name: "SocketOptionName" } };

    /// <summary>A name whose mention says that somebody sets the times: the options, or the Windows-only and raw ways to them.</summary>
    public static bool TimesAreSetBy(string name) =>
        name is "TcpKeepAliveTime" or "TcpKeepAliveInterval" or "TcpKeepAliveRetryCount" or "KeepAliveValues" or "SetRawSocketOption" or "IOControl";

    /// <summary>The options that set the times, on every system.</summary>
    public static bool IsOptionOfTimes(string name) => name is "TcpKeepAliveTime" or "TcpKeepAliveInterval" or "TcpKeepAliveRetryCount";

    /// <summary>From .NET Core 3.0 on.</summary>
    public static bool TimesHaveOptions(NetTypes net) => net.Type("System.Net.Sockets.SocketOptionName")?.GetMembers("TcpKeepAliveTime").Length > 0;

    /// <summary><c>IOControlCode.KeepAliveValues</c>, SIO_KEEPALIVE_VALS, or its number.</summary>
    public static bool IsControlCode(IOperation code) =>
        code is IFieldReferenceOperation { Field: { Name: "KeepAliveValues", ContainingType.Name: "IOControlCode" } }
        || code.ConstantValue is { HasValue: true, Value: -1_744_830_460 or 2_550_136_836u or 2_550_136_836L };
}
