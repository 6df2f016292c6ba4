using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Listeners that are bound to this machine alone: who connects to them is on it, and its kernel tells when he goes.</summary>
internal static class LocalListeners
{
    /// <summary><c>new IPEndPoint(IPAddress.Parse("127.0.0.1"), port)</c>.</summary>
    private const int AddressDepth = 3;

    /// <summary>Whether the value is a connection that such a listener has accepted, wherever else it may be null.</summary>
    public static bool Accept(IOperation connection, Seen seen) =>
        Origin.Of(connection, seen.Sources).Where(origin => !Uses.IsNull(origin)).ToList() is { Count: > 0 } origins && origins.All(origin => IsAcceptedFromHere(origin, seen));

    private static bool IsAcceptedFromHere(IOperation accept, Seen seen) =>
        Uses.MemberOf(accept) is { } member && seen.Types.TopicsOf(member).HasAny(Topics.Accepts)
        && Uses.ReceiverOf(accept) is { } listener
        && Addresses(listener, seen).ToList() is { Count: > 0 } addresses && addresses.All(address => IsLoopback(address, seen, AddressDepth));

    /// <summary>What a listener is made with, and what a socket is bound to.</summary>
    private static IEnumerable<IOperation> Addresses(IOperation listener, Seen seen)
    {
        if (NetTypes.Is(listener.Type, seen.Types.TcpListener))
        {
            return Origin.Of(listener, seen.Sources).Where(origin => !Uses.IsNull(origin)).Select(origin => origin is IObjectCreationOperation { Arguments: { Length: > 0 } made } ? made[0].Value : origin);
        }

        IEnumerable<IOperation?> binds = Makings.SymbolOf(listener) switch
        {
            IFieldSymbol { ContainingType: var type } => seen.Sources.NamesIn(type, "Bind").Select(seen.Sources.OperationAt),
            ILocalSymbol => seen.Body.Uses,
            _ => [],
        };
        return binds.OfType<IInvocationOperation>()
            .Where(bind => bind is { TargetMethod.Name: "Bind", Arguments.Length: 1 } && Uses.ReceiverOf(bind) is { } bound && SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(bound), Makings.SymbolOf(listener)))
            .Select(bind => bind.Arguments[0].Value);
    }

    private static bool IsLoopback(IOperation address, Seen seen, int depth) =>
        Origin.Of(address, seen.Sources) is { IsEmpty: false } origins && origins.All(origin => origin switch
        {
            IMemberReferenceOperation { Member: { Name: "Loopback" or "IPv6Loopback", ContainingType.Name: "IPAddress" } } => true,
            IObjectCreationOperation { Type.Name: "IPEndPoint", Arguments: { Length: > 0 } made } => depth > 0 && IsLoopback(made[0].Value, seen, depth - 1),
            IInvocationOperation { TargetMethod: { Name: "Parse", ContainingType.Name: "IPAddress" or "IPEndPoint" }, Arguments: { Length: > 0 } parsed } => depth > 0 && IsLoopback(parsed[0].Value, seen, depth - 1),
            { ConstantValue: { HasValue: true, Value: string text } } => text == "::1" || text.StartsWith("127.", System.StringComparison.Ordinal) || text.StartsWith("[::1]", System.StringComparison.Ordinal),
            _ => false,
        });
}
