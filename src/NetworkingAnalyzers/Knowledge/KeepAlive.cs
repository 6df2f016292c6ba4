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
}
