using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetworkingAnalyzers.Mend;

/// <summary>Keep-alive as our fixes set it: first probe after 60 s, then one every 10 s, six in all.</summary>
internal static class KeepAliveTimes
{
    /// <summary>Seconds, seconds, probes: a vanished peer is noticed after about two minutes, at the price of one small packet a minute.</summary>
    public static readonly (string Option, int Value)[] All = [("TcpKeepAliveTime", 60), ("TcpKeepAliveInterval", 10), ("TcpKeepAliveRetryCount", 6)];

    /// <summary>Whether the framework has the options (from .NET Core 3.0 on); <paramref name="names"/> is its <c>SocketOptionName</c>.</summary>
    public static bool AreIn(INamedTypeSymbol? names) => names is not null && All.All(time => names.GetMembers(time.Option).Length == 1);

    /// <summary>The statements that switch keep-alive on and set its times.</summary>
    public static IEnumerable<StatementSyntax> On(string socket)
    {
        const string Sockets = "global::System.Net.Sockets.";
        yield return Parse($"{socket}.SetSocketOption({Sockets}SocketOptionLevel.Socket, {Sockets}SocketOptionName.KeepAlive, true);");
        foreach (var (option, value) in All)
        {
            yield return Parse($"{socket}.SetSocketOption({Sockets}SocketOptionLevel.Tcp, {Sockets}SocketOptionName.{option}, {value});");
        }
    }

    private static StatementSyntax Parse(string statement) => Names.Shortened(SyntaxFactory.ParseStatement(statement));
}
